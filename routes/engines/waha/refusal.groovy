// What an error of WAHA means. WAHA passes on the errors of its engine, and each engine has its own.

import io.wagateway.engine.WhatsAppCodes
import io.wagateway.engine.WhatsAppTexts

def status = headers.CamelHttpResponseCode
def operation = exchangeProperty.engineOperation
def error = body instanceof Map ? body : [:]
def thrown = error.exception instanceof Map ? error.exception : [:]
def message = error.message as String
def said = [message, thrown.message, thrown.details].findAll().join(' ')

// The account is started already, or exists.
if (operation in ['start', 'restart']) {
    if (said.contains('already exists')) return [refusal: 'exists']
    if (said.contains('already started')) return [:]
}
if (operation == 'pairingCode' && said =~ /(?i)phone number (is |too )|international phone|bad-request/) {
    return [refusal: 'invalid']
}

// The pairing went on after WAHA told of the passkey; or the engine behind it has no more than the status.
if (operation == 'status' && exchangeProperty.engineRequest.path?.contains('/auth/passkey/')) {
    if (status == 422 && message =~ /No passkey/) return [status: 'starting', jid: null, lid: null]
    if (status in [422, 501]) return [status: 'passkey_required', jid: null, lid: null]
}

// NOWEB has WhatsApp's code in data, GOWS its text in details, WEBJS nothing of use.
def ofWhatsApp = [thrown.message, thrown.details].findResult { WhatsAppTexts.of(operation, it) } ?:
    (thrown.data instanceof Integer ? WhatsAppCodes.of(operation, thrown.data) : null)

def meaning = {
    switch (status) {
        case 401: case 403: return 'bad_credentials'
        case 404:
            // A path that this build lacks; a session that is unknown or not started; or anything else.
            if (message?.startsWith('Cannot ')) return 'no_path'
            return message =~ /(?i)session/ ? 'not_connected' : 'invalid_response'
        // WAHA's engine lacks the operation. Builds before 2026 use 422.
        case 501: return 'no_path'
        case 422:
            if (message =~ /(?i)not implemented by|only in plus version/) return 'no_path'
            return error.status || message?.startsWith('WAHA Core support') ? 'not_connected' : 'invalid_response'
        // If WhatsApp gives no reason, another request must find it out.
        case 500: return ofWhatsApp?.refusal ?: thrown ? 'unclear' : 'invalid_response'
        default: return 'invalid_response'
    }
}
def refusal = meaning()

// Whether another row continues.
def continues = refusal in exchangeProperty.engineRequest.onRefusal.keySet()
def ending = ['stop', 'logout', 'remove']
def changes = ['promote', 'demote', 'promoteAll', 'demoteAll', 'addMembers', 'removeMembers', 'updateGroup', 'leave']
def everyBuildHas = ['status', 'readGroup', 'promote', 'demote']
// WAHA does not know the other name, or keeps no names, and the request has no group.
if (operation == 'resolve' && (status == 400 || refusal in ['no_path', 'unclear', 'no_group'])) {
    return [refusal: 'no_member']
}
if (refusal == 'not_connected' && operation in ending) return [:]
if (refusal == 'not_connected' && operation in ['start', 'restart'] && !continues) return [refusal: 'unsupported']
if (refusal == 'not_connected' && operation in ['qr', 'pairingCode'] && !continues) return [refusal: 'no_code']
if (refusal in ['not_connected', 'unclear'] && operation in ['answerPasskey', 'confirmPasskey']) {
    return said =~ /passkey linking cache|companion ref/ || refusal == 'not_connected' ? [refusal: 'no_passkey'] : [refusal: 'invalid_response']
}
if (refusal == 'unclear' && operation == 'readGroup' && !continues) return [refusal: 'invalid_response']
if (refusal == 'unclear' && operation in changes) return [outcome: 'unverified']
if (refusal == 'no_path' && !(operation in everyBuildHas)) return [refusal: 'unsupported']
if (refusal == 'no_group' && !exchangeProperty.request.group) return [refusal: 'invalid_response']
refusal == ofWhatsApp?.refusal ? ofWhatsApp : [refusal: refusal]
