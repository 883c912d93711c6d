// The group. Evolution leaves out whom WhatsApp did not take, without a word.

import io.wagateway.engine.WhatsAppGroups

def group = WhatsAppGroups.of(body)
group ? [group: group] : [refusal: 'invalid_response']
