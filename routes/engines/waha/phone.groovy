// Digits only.
[json: [phoneNumber: exchangeProperty.request.phone]]
