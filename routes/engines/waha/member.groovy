// One member is a list of one.
[json: [participants: [[id: exchangeProperty.request.member]]]]
