// wuzapi did not disconnect the account; that is right only if it is off.
body.connected == false ? [:] : [refusal: 'unsupported']
