// How far the pairing is. After some answers GOWA confirms by itself.
switch (body.status) {
    case 'awaiting_response':
        return [status: 'passkey_required', jid: null, lid: null, details: [step: 'answer', publicKey: body.challenge]]
    case 'awaiting_confirmation':
        if (body.skip_handoff_ux) return [status: 'starting', jid: null, lid: null]
        return [status: 'passkey_required', jid: null, lid: null, details: [step: 'confirm', code: body.code]]
    default: return [status: 'scan_qr_code', jid: null, lid: null]
}
