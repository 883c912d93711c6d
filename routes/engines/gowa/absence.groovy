// Somebody is not on WhatsApp, and GOWA does not say who: each number is to be asked for.
exchange.setProperty('absence', exchangeProperty.engineRefusal)
exchange.setProperty('unasked', new ArrayDeque(exchangeProperty.numbers.keySet()))
[:]
