// If wuzapi gives no reason, the account may not be connected.
if (![body.loggedin, body.connected].every { it instanceof Boolean }) return [refusal: 'invalid_response']
if (!body.loggedin || !body.connected) return [refusal: 'not_connected']
if ('connected' in exchangeProperty.engineRequest.onRefusal.keySet()) return [refusal: 'connected']
// A connected account gets no answer for an invite that leads nowhere.
[refusal: exchangeProperty.engineOperation in ['join', 'previewInvite'] ? 'bad_invite' : 'invalid_response']
