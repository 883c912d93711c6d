// Builds that do not know the format return a picture.
if (!body) return [refusal: 'no_code']
if (body.data instanceof String && body.data) return [image: body.data]
body.value instanceof String && body.value ? [code: body.value] : [refusal: 'no_code']
