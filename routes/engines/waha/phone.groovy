// The number in digits.
[json: [phoneNumber: exchangeProperty.request.phone]]
