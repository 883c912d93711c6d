// wuzapi makes no group without other members, and an empty name would crash it.
def request = exchangeProperty.request
if (!request.members || !request.members.every()) {
    exchange.routeStop = true
    return [refusal: request.members ? 'no_address' : 'invalid']
}
[json: [name: request.subject, participants: request.members]]
