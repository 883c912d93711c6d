// A paired instance that reconnects still has its old code. Only the stored state distinguishes it from one that waits.
def instance = body.find { it instanceof Map && it.name == exchangeProperty.request.session }
if (instance?.connectionStatus == 'connecting') return [:]
[refusal: instance?.connectionStatus == 'open' ? 'paired' : 'no_code']
