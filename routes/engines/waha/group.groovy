// A group's fields. WAHA responds with an empty body if it does not know the group, which says nothing of WhatsApp.

import io.wagateway.engine.WhatsAppGroups

if (body in [null, '']) return [refusal: 'invalid_response']
def group = WhatsAppGroups.of(body)
group?.jid == exchangeProperty.request.group ? [group: group] : [refusal: 'invalid_response']
