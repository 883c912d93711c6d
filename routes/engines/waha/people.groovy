// Several members, called as the engine behind WAHA calls people.
def server = exchangeProperty.server ?: '@s.whatsapp.net'
[json: [participants: exchangeProperty.request.members.collect { [id: it.replace('@s.whatsapp.net', server)] }]]
