// The instance is logged out or deleted.
body.status == 'SUCCESS' ? [:] : [refusal: 'invalid_response']
