// Who is in a group, and what they are there.

import io.wagateway.engine.Jids

def rows = body.participants
if (!(rows instanceof List) || !rows.every { it instanceof Map }) return [refusal: 'invalid_response']
[members: rows.findAll { !Jids.isElsewhere(it.jid) }.collect {
    def jid = Jids.userOf(it.phone_number ?: it.jid)
    [
        jid: jid,
        lid: Jids.lidOf(it.lid) ?: Jids.lidOf(it.jid),
        role: it.is_super_admin ? 'superadmin' : it.is_admin ? 'admin' : 'member',
        // Digits, and the empty text if WhatsApp hides the number.
        address: jid ? jid.takeWhile { it != '@' } : ''
    ]
}]
