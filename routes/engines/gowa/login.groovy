// GOWA says where it has drawn the QR code, and for how many seconds the code lives.
def file = (body.qr_link?.toString() ?: '') =~ /\/(statics\/qrcode\/[A-Za-z0-9-]{1,80}\.png)$/
if (!file.find()) return [refusal: 'invalid_response']
exchange.setProperty('file', file.group(1))
exchange.setProperty('seconds', body.qr_duration instanceof Number ? body.qr_duration : 0)
[refusal: 'no_image']
