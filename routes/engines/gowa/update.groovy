// Each field of a group has a path and a name of its own.
def request = exchangeProperty.request
if (request.field in ['joinApproval', 'memberAdd']) return [refusal: 'unsupported']
def (path, name) = [
    subject: ['group/name', 'name'],
    description: ['group/topic', 'topic'],
    announce: ['group/announce', 'announce'],
    locked: ['group/locked', 'locked']
][request.field]
[request: "POST $path", json: [group_id: request.group, (name): request.value]]
