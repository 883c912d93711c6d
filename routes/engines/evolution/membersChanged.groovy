// What became of several members.

import io.wagateway.engine.ParticipantResults

def members = exchangeProperty.request.members
def rows = ParticipantResults.of(exchangeProperty.engineOperation, members, body.updateParticipants)
rows ? [outcome: 'done', rows: rows] : [outcome: 'unverified']
