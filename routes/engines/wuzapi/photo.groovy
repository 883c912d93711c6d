// wuzapi takes a picture as a data URL, and only a JPEG.
def request = exchangeProperty.request
[json: [GroupJID: request.group, Image: 'data:image/jpeg;base64,' + request.picture]]
