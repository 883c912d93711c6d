// Each field of a group has a path of its own. wuzapi does not take an empty description.
def request = exchangeProperty.request
if (request.field == 'description' && !request.value) return [refusal: 'unsupported']
if (request.field == 'memberAdd') return [refusal: 'unsupported']
// Not every build has this one.
if (request.field == 'joinApproval') {
    return [request: 'POST group/joinapprovalmode', json: [GroupJID: request.group, Mode: request.value]]
}
def names = [subject: 'Name', description: 'Topic', announce: 'Announce', locked: 'Locked']
def name = names[request.field]
[request: "POST group/${name.toLowerCase(Locale.ROOT)}", json: [GroupJID: request.group, (name): request.value]]
