// Whose account it is, and its connection.

import io.wagateway.engine.Jids

def flags = [body.is_logged_in, body.is_connected]
if (!flags.every { it instanceof Boolean }) return [refusal: 'invalid_response']
def jid = Jids.userOf(body.jid)
// A device that is off is not logged in; as long as it is paired, GOWA knows whose it is.
def others = jid ? flags[1] ? 'starting' : 'stopped' : 'scan_qr_code'
def status = flags[0] ? flags[1] ? 'working' : 'stopped' : others
status == 'scan_qr_code' && flags[1] ? [refusal: 'unpaired'] : [status: status, jid: jid, lid: null]
