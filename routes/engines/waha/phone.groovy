[json: [phoneNumber: exchangeProperty.request.phone]]
