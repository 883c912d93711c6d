// The account's JIDs and its connection. WAHA's words for it are the gateway's, in upper case.

import io.wagateway.engine.Jids

// What WAHA waits for is in another place.
if (body.status == 'PASSKEY_REQUIRED') return [refusal: 'passkey']
if (body.status == 'PASSKEY_CONFIRMATION_REQUIRED') return [refusal: 'passkey_code']
def me = body.me instanceof Map ? body.me : [:]
[status: body.status?.toString()?.toLowerCase(Locale.ROOT), jid: Jids.userOf(me.id), lid: Jids.lidOf(me.lid)]
