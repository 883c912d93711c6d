// wuzapi keeps the JID of a paired account that is off; old builds do not report it.
body.jid == '' ? [:] : [refusal: 'not_connected']
