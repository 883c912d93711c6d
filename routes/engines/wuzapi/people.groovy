// Several members. An empty name would crash wuzapi, so members without one are left out.
def (named, nameless) = exchangeProperty.request.members.split { it }
def unnamed = nameless.collect { [member: it, refusal: 'no_address'] }
exchange.setProperty('unnamed', unnamed)
if (!named) {
    exchange.routeStop = true
    return [outcome: 'unverified', rows: unnamed]
}
def actions = [addMembers: 'add', removeMembers: 'remove', promoteAll: 'promote', demoteAll: 'demote']
[json: [GroupJID: exchangeProperty.request.group, Phone: named, Action: actions[exchangeProperty.engineOperation]]]
