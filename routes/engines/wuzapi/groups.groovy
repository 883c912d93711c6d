// All groups of the account. None is null in old builds.

import io.wagateway.engine.WhatsAppGroups

if (!body.containsKey('groups')) return [refusal: 'invalid_response']
def rows = body.groups == null ? [] : body.groups
def groups = rows instanceof List ? rows.collect { WhatsAppGroups.of(it) } : [null]
groups.every() ? [groups: groups] : [refusal: 'invalid_response']
