// A link or a code, as JSON or as it is.
body ==~ /(https:\/\/chat\.whatsapp\.com\/)?[A-Za-z0-9_-]{10,64}/ ? [invite: body] : [refusal: 'invalid_response']
