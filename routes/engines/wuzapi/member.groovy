// One member is a list of one; wuzapi's words for the change are the operations' own.
def request = exchangeProperty.request
[json: [GroupJID: request.group, Phone: [request.member], Action: exchangeProperty.engineOperation]]
