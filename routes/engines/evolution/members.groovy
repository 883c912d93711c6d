// Who is in a group.

import io.wagateway.engine.Jids

def rows = body.participants
if (!(rows instanceof List) || !rows.every { it instanceof Map }) return [refusal: 'invalid_response']
def members = rows.findAll { !Jids.isElsewhere(it.id) }.collect {
    [
        jid: Jids.userOf(it.id) ?: Jids.userOf(it.phoneNumber),
        lid: Jids.lidOf(it.id) ?: Jids.lidOf(it.lid),
        role: it.admin ?: 'member',
        address: it.id
    ]
}
[members: members]
