// An instance that Evolution does not know. If the entry has an inbox, Evolution sends its webhooks there.
def inbox = exchange.context.registry.lookupByName('engineInboxes')?.of(exchangeProperty.engine)
def made = [instanceName: exchangeProperty.request.session, integration: 'WHATSAPP-BAILEYS', qrcode: false]
if (inbox) {
    made.webhook = [
            enabled: true,
            url: inbox.url,
            byEvents: false,
            base64: false,
            headers: ['X-Inbox-Secret': inbox.secret],
            events: ['CONNECTION_UPDATE', 'GROUPS_UPSERT', 'GROUP_UPDATE', 'GROUP_PARTICIPANTS_UPDATE']]
}
[json: made]
