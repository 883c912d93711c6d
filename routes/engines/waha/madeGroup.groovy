// The group, and the results of its first members.

import io.wagateway.engine.WhatsAppGroups
import io.wagateway.engine.ParticipantResults

// An engine in a browser has other field names, and its rows are a map by name.
def group = WhatsAppGroups.of(body.gid ? [id: body.gid, name: body.title] : body)
if (!group) return [refusal: 'invalid_response']
def others = body.Participants instanceof List
    ? body.Participants.findAll { !(it instanceof Map && it.IsSuperAdmin) }
    : body.participants instanceof Map
        ? body.participants.findAll { !(it.value instanceof Map && it.value.isGroupCreator) } : null
def rows = ParticipantResults.of('createGroup', exchangeProperty.request.members, others)
[group: group, rows: rows]
