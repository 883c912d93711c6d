// The picture, if it begins as every PNG does.
def image = body.getBytes('ISO-8859-1').encodeBase64().toString()
if (!image.startsWith('iVBORw0KGgo')) return [refusal: 'invalid_response']
def seconds = exchangeProperty.seconds
[image: image] + (seconds > 0 ? [expiresInMs: seconds * 1000L] : [:])
