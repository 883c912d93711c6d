// WhatsApp let the account ask; wuzapi does not report the member's row.
[outcome: 'accepted']
