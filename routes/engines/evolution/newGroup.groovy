// A group and who is to be in it.
[json: [subject: exchangeProperty.request.subject, participants: exchangeProperty.request.members]]
