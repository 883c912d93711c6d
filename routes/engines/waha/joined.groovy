// The group that the account joined.

import io.wagateway.engine.WhatsAppGroups

def group = WhatsAppGroups.of(body)
group ? [group: group.jid] : [refusal: 'invalid_response']
