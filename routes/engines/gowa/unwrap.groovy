// What is in GOWA's envelope. A picture has none.
if (exchangeProperty.engineRequest.path.startsWith('statics/')) return body
switch (exchangeProperty.engineOperation) {
    // Whatever it says, the roles are read back.
    case ['promote', 'demote']: return body
    case ['status', 'readGroup']: return body instanceof Map ? body.results : [refusal: 'invalid_response']
    // Only a success is one.
    default: return body instanceof Map && body.code == 'SUCCESS' ? body.results : [refusal: 'invalid_response']
}
