// All groups of the account; WhatsApp lists 500 and no more.

import io.wagateway.engine.WhatsAppGroups

if (!body.containsKey('data')) return [refusal: 'invalid_response']
// An account without groups has null.
WhatsAppGroups.list(body.data == null ? [] : body.data)
