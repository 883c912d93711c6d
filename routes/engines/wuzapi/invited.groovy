// The code of an invite.
[json: [Code: exchangeProperty.request.invite]]
