// The list v2 is alike on every engine. Builds of 2024 and some engines lack it; then the own list is used for a while.
def ownListUntil = exchange.getVariable("global:${exchangeProperty.engine}-own-list-until") ?: 0
def list = System.currentTimeMillis() < ownListUntil ? 'participants' : 'participants/v2'
[request: "GET api/{session}/groups/{group}/$list"]
