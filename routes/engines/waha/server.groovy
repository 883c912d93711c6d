// Those that work in a browser take WhatsApp Web's own names.
def engine = body.engine instanceof Map ? body.engine.engine : null
exchange.setProperty('server', engine in ['WEBJS', 'WPP'] ? '@c.us' : '@s.whatsapp.net')
[:]
