// Who is in a group. Nobody is null.

import io.wagateway.engine.Jids

if (!body.containsKey('participants')) return [refusal: 'invalid_response']
def rows = body.participants == null ? [] : body.participants
if (!(rows instanceof List) || !rows.every { it instanceof Map }) return [refusal: 'invalid_response']
def members = rows.collect { it.collectEntries { name, value -> [name.toLowerCase(Locale.ROOT), value] } }
[members: members.findAll { !Jids.isElsewhere(it.jid) }.collect {
    [
        jid: Jids.userOf(it.jid) ?: Jids.userOf(it.phonenumber),
        lid: Jids.lidOf(it.jid) ?: Jids.lidOf(it.lid),
        role: it.issuperadmin ? 'superadmin' : it.isadmin ? 'admin' : 'member',
        // An empty address would crash wuzapi.
        address: it.jid ?: null
    ]
}]
