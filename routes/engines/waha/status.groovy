// Whose account it is, and its connection in WAHA's words, which are the gateway's in lower case.

import io.wagateway.engine.Jids

def me = body.me instanceof Map ? body.me : [:]
[status: body.status?.toString()?.toLowerCase(Locale.ROOT), jid: Jids.userOf(me.id), lid: Jids.lidOf(me.lid)]
