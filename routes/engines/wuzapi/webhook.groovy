// Where wuzapi is to send its webhooks, and of which events.
def inbox = exchange.context.registry.lookupByName('engineInboxes').of(exchangeProperty.engine)
[json: [webhookurl: inbox.url,
        events: ['GroupInfo', 'JoinedGroup', 'Connected', 'Disconnected', 'LoggedOut', 'PairSuccess']]]
