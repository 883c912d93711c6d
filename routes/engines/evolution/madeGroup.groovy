// The group, and who is said to be in it. Evolution may list people whom WhatsApp did not take, or leave them out.

import io.wagateway.engine.WhatsAppGroups

def group = WhatsAppGroups.of(body)
group ? [group: group] : [refusal: 'invalid_response']
