// Eight characters and a hyphen, as the phone asks for them.
body.pair_code instanceof String && body.pair_code ? [code: body.pair_code] : [refusal: 'invalid_response']
