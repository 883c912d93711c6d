// What an error of GOWA means. Its code says what kind of error it is, and its message often what WhatsApp said.

import io.wagateway.engine.WhatsAppTexts

def status = headers.CamelHttpResponseCode
def operation = exchangeProperty.engineOperation
def path = exchangeProperty.engineRequest.path
// The file of a QR code is gone when the code's time is over.
if (status == 404 && path.startsWith('statics/')) return [refusal: 'no_code']
// This build has no passkeys.
if (status == 404 && path.startsWith('app/passkey') && !(body instanceof Map)) {
    return operation == 'status' ? [status: 'scan_qr_code', jid: null, lid: null] : [refusal: 'unsupported']
}
// Credentials are rejected without JSON; every other 401 is of an account that is not linked or not connected.
if (!(body instanceof Map)) return [refusal: status == 401 ? 'bad_credentials' : 'invalid_response']

def text = body.message?.toString() ?: ''
// It is so already, or cannot be before the account is paired, which its QR code begins.
def isDone = body.code == 'INTERNAL_SERVER_ERROR' && text =~ /already exists|already connected|is not logged in/
if (operation in ['start', 'restart'] && path != 'app/status' && isDone) return [:]

def ofWhatsApp = body.code == 'INTERNAL_SERVER_ERROR' ? WhatsAppTexts.of(operation, text) : null

def meaning = {
    switch (body.code) {
        case ['AUTHENTICATION_ERROR', 'DEVICE_NOT_FOUND', 'DEVICE_ID_REQUIRED', 'INVALID_WA_CLI']:
            return 'not_connected'
        case 'INVALID_GROUP_ID': return 'no_group'
        // Somebody who is not on WhatsApp at all; it does not say who.
        case 'INVALID_JID':
            if (operation in ['promote', 'demote']) return 'no_member'
            // The last request was only about people who are on WhatsApp, or about nobody.
            def absence = operation in ['createGroup', 'addMembers'] ? 'not_on_whatsapp' : 'no_member'
            return absence in exchangeProperty.engineRequest.onRefusal.keySet() ? absence : 'invalid_response'
        case 'VALIDATION_ERROR': return operation in ['pairingCode', 'updateGroup', 'answerPasskey'] ? 'invalid' : 'invalid_response'
        case ['ALREADY_LOGGED_IN', 'SESSION_SAVED_ERROR']: return 'paired'
        case 'QR_CHANNEL_ERROR': return 'no_code'
        case 'GATEWAY_TIMEOUT': return 'timed_out'
        case 'INTERNAL_SERVER_ERROR':
            if (operation in ['answerPasskey', 'confirmPasskey'] && text =~ /no pending passkey|restart login|linking cache/) {
                return 'no_passkey'
            }
            if (operation == 'pairingCode' && text =~ /phone number|status 400/) return 'invalid'
            return ofWhatsApp?.refusal ?: 'invalid_response'
        default: return 'invalid_response'
    }
}
def refusal = meaning()
// A device that is not there is neither paired nor to be forgotten, and has no code.
if (refusal == 'not_connected' && operation in ['logout', 'remove']) return [:]
if (refusal == 'not_connected' && operation in ['qr', 'pairingCode']) return [refusal: 'no_code']
if (refusal == 'not_connected' && operation in ['answerPasskey', 'confirmPasskey']) return [refusal: 'no_passkey']
refusal == ofWhatsApp?.refusal ? ofWhatsApp : [refusal: refusal]
