// All groups of the account. None is null in old builds.

import io.wagateway.engine.WhatsAppGroups

if (!body.containsKey('groups')) return [refusal: 'invalid_response']
WhatsAppGroups.list(body.groups == null ? [] : body.groups)
