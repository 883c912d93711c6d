// Who waits to be let in; null if nobody does.

import io.wagateway.engine.WhatsAppJoinRequests

WhatsAppJoinRequests.of(body ?: [])
