// Engines in a browser take WhatsApp Web's user JIDs.
def engine = body.engine instanceof Map ? body.engine.engine : null
exchange.setProperty('server', engine in ['WEBJS', 'WPP'] ? '@c.us' : '@s.whatsapp.net')
[:]
