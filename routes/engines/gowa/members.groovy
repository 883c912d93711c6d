// Who is in a group, and what they are there.

import io.wagateway.engine.WhatsAppMembers

if (!(body.participants instanceof List)) return [refusal: 'invalid_response']
def group = WhatsAppMembers.of(body.participants)
// GOWA names a member by digits, and cannot name one whose number WhatsApp hides.
group + [members: group.members.collect { it + [address: it.jid ? it.jid.takeWhile { it != '@' } : ''] }]
