// One path changes members in every way, one or several.
def request = exchangeProperty.request
def actions = [addMembers: 'add', removeMembers: 'remove', promoteAll: 'promote', demoteAll: 'demote']
def operation = exchangeProperty.engineOperation
def action = actions[operation]
[
    json: [
        groupJid: request.group,
        action: action ?: operation,
        participants: action ? request.members : [request.member]
    ]
]
