// All groups of the account.

import io.wagateway.engine.Jids
import io.wagateway.engine.WhatsAppGroups

// NOWEB returns a map by id, the others a list.
def groupsOfEngine = body instanceof Map ? body.values() : body
def known = groupsOfEngine.findAll { !(it instanceof Map && Jids.isElsewhere(it.JID ?: it.id)) }
def groups = known.collect { WhatsAppGroups.of(it) }
null in groups ? [refusal: 'invalid_response'] : [groups: groups]
