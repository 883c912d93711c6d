// The code of an invite. Its link may end with "undefined".
body.inviteCode ==~ /[A-Za-z0-9_-]{10,64}/ ? [invite: body.inviteCode] : [refusal: 'invalid_response']
