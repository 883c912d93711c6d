// Whose account it is, as far as Evolution says.

import io.wagateway.engine.Jids

def instance = body.find { it instanceof Map && it.name == exchangeProperty.request.session }
[status: 'working', jid: Jids.userOf(instance?.ownerJid), lid: null]
