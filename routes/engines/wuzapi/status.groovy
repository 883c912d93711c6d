// The connection by wuzapi's two flags, and whose account it is.

import io.wagateway.engine.Jids

def flags = [body.loggedin, body.connected]
if (!flags.every { it instanceof Boolean }) return [refusal: 'invalid_response']
// Old builds do not say whose account it is: engine-session may.
def own = exchangeProperty.request.session
[
    // Without a connection there is nothing to scan either.
    status: !body.connected ? 'stopped' : body.loggedin ? 'working' : 'scan_qr_code',
    jid: Jids.userOf(body.jid) ?: (own?.endsWith('@s.whatsapp.net') ? Jids.userOf(own) : null),
    lid: null
]
