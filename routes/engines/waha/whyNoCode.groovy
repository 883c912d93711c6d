// The account is paired, or not ready for a code.
[refusal: body.status == 'WORKING' ? 'paired' : 'no_code']
