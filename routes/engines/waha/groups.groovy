// All groups of the account.

import io.wagateway.engine.WhatsAppGroups

// NOWEB returns a map by id, the others a list.
WhatsAppGroups.list(body instanceof Map ? body.values() : body)
