// Evolution says whether WhatsApp let the account leave.
[outcome: body.leave == true ? 'done' : 'unverified']
