// The connection by wuzapi's two flags, and whose account it is.

import io.wagateway.engine.Jids

def flags = [body.loggedin, body.connected]
if (!flags.every { it instanceof Boolean }) return [refusal: 'invalid_response']
// Without a connection there is nothing to scan either.
if (!body.connected) return [status: 'stopped', jid: known(body.jid), lid: null]
if (body.loggedin) return [status: 'working', jid: known(body.jid), lid: null]
// An account that is linked logs in after it has connected. wuzapi keeps the JID of one that was unlinked, too, but has
// a code for it.
def logsIn = Jids.userOf(body.jid) && !body.qrcode
[status: logsIn ? 'starting' : 'scan_qr_code', jid: logsIn ? known(body.jid) : null, lid: null]

// Old builds do not say whose account it is: engine-session may.
def known(jid) {
    def own = exchangeProperty.request.session
    Jids.userOf(jid) ?: (own?.endsWith('@s.whatsapp.net') ? Jids.userOf(own) : null)
}
