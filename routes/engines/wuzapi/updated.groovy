// wuzapi reports a success only after WhatsApp has made the change.
[outcome: 'done']
