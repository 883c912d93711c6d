// One member is a list of one number. GOWA cannot name a member whose number is hidden.
def request = exchangeProperty.request
if (request.member == '' || request.member.endsWith('@lid')) return [refusal: 'no_address']
[
    request: "POST group/participants/${exchangeProperty.engineOperation}",
    json: [group_id: request.group, participants: [request.member.takeWhile { it != '@' }]]
]
