// The code to type into the phone. WhatsApp may need a moment to make it.
def begins = exchangeProperty.engineRequest.query != null
// An error comes as a success.
if (begins && body.error) return [refusal: 'invalid_response']
// Evolution leaves the code out until it is made. It is null if the phone number has none.
if (body.containsKey('pairingCode') && !body.pairingCode) return [refusal: 'no_code']
if (!body.pairingCode) return [refusal: System.nanoTime() < exchangeProperty.engineDeadline ? 'not_yet' : 'timed_out']
def code = (body.pairingCode as String).replace('-', '')
code ==~ /\w{8}/ ? [code: code[0..3] + '-' + code[4..7]] : [refusal: 'invalid_response']
