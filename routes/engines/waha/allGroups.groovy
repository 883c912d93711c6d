// All groups, with their members or without: NOWEB asks WhatsApp for the whole account each time.
[request: 'GET api/{session}/groups' + (exchangeProperty.request.withMembers ? '' : '?exclude=participants')]
