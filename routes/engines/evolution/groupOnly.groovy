// Evolution wants the group in the body, too.
[json: [groupJid: exchangeProperty.request.group]]
