// All groups of the account; WhatsApp lists 500 and no more.

import io.wagateway.engine.WhatsAppGroups

if (!body.containsKey('data')) return [refusal: 'invalid_response']
// An account without groups has null.
def rows = body.data == null ? [] : body.data
def groups = rows instanceof List ? rows.collect { WhatsAppGroups.of(it) } : [null]
groups.every() ? [groups: groups] : [refusal: 'invalid_response']
