// wuzapi gives the whole link.
def link = body.invitelink
link instanceof String && link ? [invite: link] : [refusal: 'invalid_response']
