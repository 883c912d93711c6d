// Evolution responds before it has logged out.
[refusal: body.status == 'SUCCESS' ? 'not_yet' : 'invalid_response']
