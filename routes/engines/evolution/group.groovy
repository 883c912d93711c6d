// What a group says of itself.

import io.wagateway.engine.WhatsAppGroups

def group = WhatsAppGroups.of(body)
group?.jid == exchangeProperty.request.group ? [group: group] : [refusal: 'invalid_response']
