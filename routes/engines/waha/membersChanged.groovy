// What became of several members.

import io.wagateway.engine.ParticipantResults

// A browser's engine may tell in a sentence that nothing was done.
if (body instanceof String && body) return [refusal: body =~ /no admin rights/ ? 'forbidden' : 'invalid_response']
def rows = ParticipantResults.of(exchangeProperty.engineOperation, exchangeProperty.request.members, body)
rows ? [outcome: 'done', rows: rows] : [outcome: 'unverified']
