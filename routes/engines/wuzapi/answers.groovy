// Those who wait, by the names that the list of them has.
def actions = [approveJoinRequests: 'approve', rejectJoinRequests: 'reject']
def request = exchangeProperty.request
[json: [GroupJID: request.group, Phone: request.members, Action: actions[exchangeProperty.engineOperation]]]
