// All groups of the account.

import io.wagateway.engine.Jids
import io.wagateway.engine.WhatsAppGroups

// By id on NOWEB, else in a list.
def written = body instanceof Map ? body.values() : body
def here = written.findAll { !(it instanceof Map && Jids.isElsewhere(it.JID ?: it.id)) }
def groups = here.collect { WhatsAppGroups.of(it) }
null in groups ? [refusal: 'invalid_response'] : [groups: groups]
