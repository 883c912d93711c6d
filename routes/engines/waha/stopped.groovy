// Older builds return an empty body for an account that is stopped.
body in [null, ''] || body.status == 'STOPPED' ? [:] : [refusal: 'invalid_response']
