// The key with which wuzapi is to sign its webhooks; it wants 32 characters or more.
def inbox = exchange.context.registry.lookupByName('engineInboxes').of(exchangeProperty.engine)
[json: [hmac_key: inbox.secret]]
