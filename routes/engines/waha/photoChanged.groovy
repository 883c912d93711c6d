// WAHA says whether its engine has done it.
if (!(body.success instanceof Boolean)) return [outcome: 'unverified']
body.success ? [outcome: 'done'] : [refusal: 'forbidden']
