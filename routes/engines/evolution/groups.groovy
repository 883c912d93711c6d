// All groups of the account.

import io.wagateway.engine.WhatsAppGroups

WhatsAppGroups.list(body)
