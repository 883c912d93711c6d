// A device that GOWA does not know.
[json: [device_id: exchangeProperty.request.session]]
