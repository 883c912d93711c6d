// GOWA cannot cut a device off without another connection at once, so it is not asked to.
[refusal: 'unsupported']
