[json: [participants: [[id: exchangeProperty.request.member]]]]
