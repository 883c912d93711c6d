// A group and who is to be in it, called as the engine behind WAHA calls people.
def request = exchangeProperty.request
def server = exchangeProperty.server ?: '@s.whatsapp.net'
[json: [name: request.subject, participants: request.members.collect { [id: it.replace('@s.whatsapp.net', server)] }]]
