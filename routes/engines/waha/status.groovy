// The account's JIDs and its connection. WAHA's words for it are the gateway's, in upper case.

import io.wagateway.engine.Jids

def me = body.me instanceof Map ? body.me : [:]
[status: body.status?.toString()?.toLowerCase(Locale.ROOT), jid: Jids.userOf(me.id), lid: Jids.lidOf(me.lid)]
