// Evolution takes a picture in base64.
def request = exchangeProperty.request
[json: [groupJid: request.group, image: request.picture]]
