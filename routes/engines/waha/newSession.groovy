[json: [name: exchangeProperty.request.session, start: true]]
