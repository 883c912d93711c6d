// For ten minutes the own list is requested at once. Not for longer, as WAHA may be upgraded.
exchange.setVariable("global:${exchangeProperty.engine}-own-list-until", System.currentTimeMillis() + 600_000)
[:]
