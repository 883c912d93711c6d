// Who waits to be let in; null if nobody does. GOWA names them by digits, and cannot name one whose number WhatsApp hides.

import io.wagateway.engine.WhatsAppJoinRequests

def waiting = WhatsAppJoinRequests.of(body ?: [])
waiting + [requests: waiting.requests.collect { it + [address: it.jid ? it.jid.takeWhile { it != '@' } : ''] }]
