// The subject and the description have paths of their own. The settings share one.
def request = exchangeProperty.request
def field = request.field
if (field in ['joinApproval', 'memberAdd']) return [refusal: 'unsupported']
// Evolution takes no empty description.
if (field == 'description' && !request.value) return [refusal: 'unsupported']
def path = [subject: 'updateGroupSubject', description: 'updateGroupDescription'][field] ?: 'updateSetting'
def actions = [announce: ['not_announcement', 'announcement'], locked: ['unlocked', 'locked']][field]
def change = actions ? [action: actions[request.value ? 1 : 0]] : [(field): request.value]
[request: "POST group/$path/{session}?groupJid={group}", json: [groupJid: request.group] + change]
