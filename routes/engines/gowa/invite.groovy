// The link by which anybody joins.
body.invite_link instanceof String && body.invite_link ? [invite: body.invite_link] : [refusal: 'invalid_response']
