body in [null, ''] || body.status == 'STOPPED' ? [:] : [refusal: 'invalid_response']
