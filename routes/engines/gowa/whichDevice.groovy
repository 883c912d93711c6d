// engine-session may be the device's JID; a path takes only its id.
exchange.setProperty('device', body?.device_id ?: exchangeProperty.request.session)
[:]
