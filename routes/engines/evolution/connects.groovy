// Whether the instance connects, and so may wait to be paired.
if (!(body.instance instanceof Map)) return [refusal: 'invalid_response']
if (body.instance.state == 'open') return [refusal: 'paired']
body.instance.state == 'connecting' ? [:] : [refusal: 'no_code']
