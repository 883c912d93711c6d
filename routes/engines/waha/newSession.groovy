// An account that WAHA does not know. If the entry has an inbox, WAHA sends its webhooks there.
def inbox = exchange.context.registry.lookupByName('engineInboxes')?.of(exchangeProperty.engine)
def made = [name: exchangeProperty.request.session, start: true]
if (inbox) {
    made.config = [webhooks: [[
            url: inbox.url,
            events: ['session.status', 'group.v2.join', 'group.v2.leave', 'group.v2.update', 'group.v2.participants'],
            hmac: [key: inbox.secret]]]]
}
[json: made]
