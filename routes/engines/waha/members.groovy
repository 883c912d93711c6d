// Who is in a group, by any of the lists that WAHA has.

import io.wagateway.engine.Jids

// The list alike on every engine, then those of GOWS, NOWEB and WEBJS; left is who was there once.
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
