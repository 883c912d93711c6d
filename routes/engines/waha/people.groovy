// Several members, by the user JIDs of WAHA's engine.
def server = exchangeProperty.server ?: '@s.whatsapp.net'
[json: [participants: exchangeProperty.request.members.collect { [id: it.replace('@s.whatsapp.net', server)] }]]
