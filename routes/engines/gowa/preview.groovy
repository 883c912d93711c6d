// Where an invite leads to. GOWA counts only the members whom WhatsApp lists with it, so it does not say how many there are.

import io.wagateway.engine.Jids

if (!Jids.isGroup(body.group_id as String ?: '')) return [refusal: 'invalid_response']
[group: [jid: body.group_id, subject: body.name ?: null, description: body.topic ?: body.description]]
