// A group and its first members, by the user JIDs of WAHA's engine.
def request = exchangeProperty.request
def server = exchangeProperty.server ?: '@s.whatsapp.net'
[json: [name: request.subject, participants: request.members.collect { [id: it.replace('@s.whatsapp.net', server)] }]]
