// The link or the code of an invite.
[json: [link: exchangeProperty.request.invite]]
