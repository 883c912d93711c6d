// The QR code as the picture that wuzapi has drawn; an empty one is none yet.
if (body.qrcode == '') return [refusal: 'no_code']
// Every PNG begins with these letters.
def picture = body.qrcode.toString() =~ '^data:image/png;base64,(iVBORw0KGgo[A-Za-z0-9+/]*={0,2})$'
picture.find() ? [image: picture.group(1)] : [refusal: 'invalid_response']
