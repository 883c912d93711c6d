// WAHA takes a picture as a file.
def file = [mimetype: 'image/jpeg', filename: 'picture.jpg', data: exchangeProperty.request.picture]
[json: [file: file]]
