// The results of several members.

import io.wagateway.engine.ParticipantResults

// An engine in a browser may respond with a sentence that says why it did nothing.
if (body instanceof String && body) return [refusal: body =~ /no admin rights/ ? 'forbidden' : 'invalid_response']
def rows = ParticipantResults.of(exchangeProperty.engineOperation, exchangeProperty.request.members, body)
rows ? [outcome: 'done', rows: rows] : [outcome: 'unverified']
