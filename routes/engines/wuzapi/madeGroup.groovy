// The group, and what became of those who were to be in it.

import io.wagateway.engine.ParticipantResults
import io.wagateway.engine.WhatsAppGroups

def group = WhatsAppGroups.of(body)
if (!group) return [refusal: 'invalid_response']
[group: group, rows: ParticipantResults.ofNamed('createGroup', exchangeProperty.request.members, body.participants)]
