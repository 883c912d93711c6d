// The code to scan, or a picture of it. An error comes as a success.
if (body.error) return [refusal: 'invalid_response']
if (body.instance instanceof Map && body.instance.state == 'open') return [refusal: 'paired']
if (body.code instanceof String && body.code) return [code: body.code]
def image = body.base64 instanceof String ? body.base64.replaceFirst('^data:image/png;base64,', '') : null
image ? [image: image] : [refusal: 'no_code']
