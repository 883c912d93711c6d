// An instance that is open, or what to pair it with. An error comes as a success.
def isRestart = exchangeProperty.engineRequest.path.startsWith('instance/restart/')
// Evolution restarts only what is open.
if (body.error) return [refusal: isRestart ? 'not_connected' : 'invalid_response']
def isOpen = body.instance instanceof Map && body.instance.state == 'open'
def mayPair = body.keySet().every { it in ['pairingCode', 'code', 'base64', 'count'] }
isOpen || mayPair ? [:] : [refusal: 'invalid_response']
