// The connection. Of an instance that is open, another request says whose account it is.
if (!(body.instance instanceof Map)) return [refusal: 'invalid_response']
// Without a state the instance is stored, but not loaded.
def state = body.instance.state ?: 'close'
state == 'open' ? [refusal: 'open'] : [status: [connecting: 'starting', close: 'stopped'][state] ?: 'failed']
