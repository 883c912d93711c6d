// Connects at once, without a wait for the result.
[json: [Subscribe: [], Immediate: true]]
