// Asked for at once for ten minutes: WAHA may be upgraded.
exchange.setVariable("global:${exchangeProperty.engine}-own-list-until", System.currentTimeMillis() + 600_000)
[:]
