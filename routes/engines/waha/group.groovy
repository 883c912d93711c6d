// What a group says of itself; WAHA says nothing of one that it does not know.

import io.wagateway.engine.WhatsAppGroups

if (body in [null, '']) return [refusal: 'no_group']
def group = WhatsAppGroups.of(body)
group?.jid == exchangeProperty.request.group ? [group: group] : [refusal: 'invalid_response']
