// The file on GOWA itself, whatever host the link names. In ISO-8859-1 each byte of the picture is one character.
exchange.setProperty('CamelCharsetName', 'ISO-8859-1')
[request: "GET ${exchangeProperty.file}"]
