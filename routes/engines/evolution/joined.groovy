// Which group it is: the one joined, or the one of the invite.

import io.wagateway.engine.WhatsAppGroups

def group = WhatsAppGroups.of(body.accepted ? [id: body.groupJid] : body)
group ? [group: group.jid] : [refusal: 'invalid_response']
