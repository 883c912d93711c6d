// Each field of a group has a path of its own.
def request = exchangeProperty.request
def group = 'PUT api/{session}/groups/{group}'
switch (request.field) {
    case ['joinApproval', 'memberAdd']: return [refusal: 'unsupported']
    case 'announce': return [request: "$group/settings/security/messages-admin-only", json: [adminsOnly: request.value]]
    case 'locked': return [request: "$group/settings/security/info-admin-only", json: [adminsOnly: request.value]]
    default: return [request: "$group/${request.field}", json: [(request.field): request.value ?: '']]
}
