// GOWA calls every device removed; this one is not.
[refusal: 'invalid_response']
