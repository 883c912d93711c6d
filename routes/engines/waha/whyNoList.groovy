// Whether the account's own list of groups lacks this group.

import io.wagateway.engine.Jids

// NOWEB returns a map by id, the others a list.
def idOf = { it.JID ?: (it.id instanceof Map ? it.id._serialized : it.id) }
def ids = body instanceof Map ? body.keySet()
    : body instanceof List ? body.collect { it instanceof Map ? idOf(it) : it } : [null]
// A channel is not the group; a row that cannot be read may be.
ids = ids.findAll { !Jids.isElsewhere(it) }
// An empty list is that of an engine that knows nothing yet.
def isList = ids && ids.every { Jids.isGroup(it as String ?: '') }
[refusal: isList && !(exchangeProperty.request.group in ids) ? 'no_group' : 'invalid_response']
