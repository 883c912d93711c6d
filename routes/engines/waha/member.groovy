// One member is a list of one. The path ends with the operation's name.
[
    request: "POST api/{session}/groups/{group}/admin/${exchangeProperty.engineOperation}",
    json: [participants: [[id: exchangeProperty.request.member]]]
]
