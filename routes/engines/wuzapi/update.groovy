// Each field of a group has a path of its own. wuzapi does not take an empty description.
def request = exchangeProperty.request
if (request.field == 'description' && !request.value) return [refusal: 'unsupported']
def names = [subject: 'Name', description: 'Topic', announce: 'Announce', locked: 'Locked']
def name = names[request.field]
[request: "POST group/${name.toLowerCase(Locale.ROOT)}", json: [GroupJID: request.group, (name): request.value]]
