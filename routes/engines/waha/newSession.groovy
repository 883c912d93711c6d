// An account that WAHA does not know.
[json: [name: exchangeProperty.request.session, start: true]]
