// The group that the invite leads to. The account is still outside it.

import io.wagateway.engine.WhatsAppGroups

def group = WhatsAppGroups.of(body)?.jid
if (!group) return [refusal: 'invalid_response']
exchange.setProperty('request', exchangeProperty.request + [group: group])
[refusal: 'outside']
