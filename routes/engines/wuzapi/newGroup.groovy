// wuzapi makes no group without other members, and an empty name would crash it.
def request = exchangeProperty.request
if (!request.members) return [refusal: 'invalid']
if (!request.members.every()) return [refusal: 'no_address']
[json: [name: request.subject, participants: request.members]]
