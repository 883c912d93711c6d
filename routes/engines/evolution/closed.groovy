// Whether the logout is over.
if (!(body.instance instanceof Map)) return [refusal: 'invalid_response']
if (body.instance.state in [null, 'close']) return [:]
[refusal: System.nanoTime() < exchangeProperty.engineDeadline ? 'not_yet' : 'timed_out']
