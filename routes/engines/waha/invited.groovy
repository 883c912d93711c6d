// The code of an invite.
[json: [code: exchangeProperty.request.invite]]
