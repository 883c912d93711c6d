// Older builds say nothing of an account that rests.
body in [null, ''] || body.status == 'STOPPED' ? [:] : [refusal: 'invalid_response']
