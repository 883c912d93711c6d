// One member is a list of one number. GOWA cannot name a member whose number is hidden.
def request = exchangeProperty.request
if (request.member == '') {
    exchange.setRouteStop(true)
    return [refusal: 'no_address']
}
[json: [group_id: request.group, participants: [request.member]]]
