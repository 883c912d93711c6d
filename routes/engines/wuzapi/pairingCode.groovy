// wuzapi writes the code as the phone shows it.
def code = body.linkingcode
code instanceof String && code ? [code: code] : [refusal: 'invalid_response']
