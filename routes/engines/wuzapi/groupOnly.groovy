// The group is all that wuzapi needs.
[json: [GroupJID: exchangeProperty.request.group]]
