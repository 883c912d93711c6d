// A link or a code, as a JSON string or as plain text.
body ==~ /(https:\/\/chat\.whatsapp\.com\/)?[A-Za-z0-9_-]{10,64}/ ? [invite: body] : [refusal: 'invalid_response']
