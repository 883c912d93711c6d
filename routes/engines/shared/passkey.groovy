// What the browser made of the challenge, as its PublicKeyCredential.toJSON() writes it.
[json: exchangeProperty.request.credential]
