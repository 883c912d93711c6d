// A group's fields. For a group that it does not know, WAHA responds with an empty body.

import io.wagateway.engine.WhatsAppGroups

if (body in [null, '']) return [refusal: 'no_group']
def group = WhatsAppGroups.of(body)
group?.jid == exchangeProperty.request.group ? [group: group] : [refusal: 'invalid_response']
