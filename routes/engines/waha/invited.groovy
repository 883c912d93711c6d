[json: [code: exchangeProperty.request.invite]]
