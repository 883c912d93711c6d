// The challenge is what a browser's navigator.credentials.get() takes as publicKey.
[status: 'passkey_required', jid: null, lid: null, details: [step: 'answer', publicKey: body ?: null]]
