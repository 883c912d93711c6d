// One list is alike on every engine; builds of 2024 and some engines do not have it, as was seen a moment ago.
def ownListUntil = exchange.getVariable("global:${exchangeProperty.engine}-own-list-until") ?: 0
def list = System.currentTimeMillis() < ownListUntil ? 'participants' : 'participants/v2'
[request: "GET api/{session}/groups/{group}/$list"]
