// The phone shows this code, too.
[status: 'passkey_required', jid: null, lid: null, details: [step: 'confirm', code: body.code]]
