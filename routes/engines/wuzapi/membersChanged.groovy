// WhatsApp let the account ask; wuzapi does not report the members' rows.
[outcome: 'accepted', rows: exchangeProperty.unnamed]
