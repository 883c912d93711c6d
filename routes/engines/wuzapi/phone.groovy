// wuzapi takes the number as digits, which it is.
[json: [Phone: exchangeProperty.request.phone]]
