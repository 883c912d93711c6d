// All groups of the account.

import io.wagateway.engine.Jids
import io.wagateway.engine.WhatsAppGroups

def groups = body.findAll { !(it instanceof Map && Jids.isElsewhere(it.id)) }.collect { WhatsAppGroups.of(it) }
null in groups ? [refusal: 'invalid_response'] : [groups: groups]
