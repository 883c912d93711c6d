// An instance that Evolution does not know.
[json: [instanceName: exchangeProperty.request.session, integration: 'WHATSAPP-BAILEYS', qrcode: false]]
