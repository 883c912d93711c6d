// Eight characters. Some builds write a hyphen in the middle.
def code = (body.code as String)?.replace('-', '')
code ==~ /\w{8}/ ? [code: code[0..3] + '-' + code[4..7]] : [refusal: 'invalid_response']
