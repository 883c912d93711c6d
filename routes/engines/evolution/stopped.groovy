// Evolution cannot disconnect an instance and keep it paired.
if (!(body.instance instanceof Map)) return [refusal: 'invalid_response']
body.instance.state in [null, 'close'] ? [:] : [refusal: 'unsupported']
