// The members of a group, from any of WAHA's lists.

import io.wagateway.engine.Jids

// The fields of the list v2, then of GOWS, NOWEB and WEBJS. The role left is that of a former member.
def idOf = { it.JID ?: (it.id instanceof Map ? it.id._serialized : it.id) }
def members = body.findAll { it.role != 'left' && !Jids.isElsewhere(idOf(it)) }.collect {
    def id = idOf(it)
    def flag = it.IsSuperAdmin || it.isSuperAdmin ? 'superadmin' : it.IsAdmin || it.isAdmin ? 'admin' : null
    def role = it.role ?: it.admin ?: flag
    [
        jid: Jids.userOf(id) ?: Jids.userOf(it.pn ?: it.PhoneNumber ?: it.phoneNumber),
        lid: Jids.lidOf(id) ?: Jids.lidOf(it.LID ?: it.lid),
        role: role in [null, 'participant'] ? 'member' : role,
        address: id
    ]
}
[members: members]
