// What an error of wuzapi means. The word unclear: wuzapi gave no reason.

import io.wagateway.engine.WhatsAppTexts

def status = headers.CamelHttpResponseCode
def operation = exchangeProperty.engineOperation
def error = body instanceof Map ? body.error?.toString() : null
def connects = ['start', 'stop', 'logout', 'remove', 'qr', 'pairingCode']
def everyBuildHas = connects - 'pairingCode' + ['status', 'readGroup', 'promote', 'demote', 'listGroups']

def ofWhatsApp = WhatsAppTexts.of(operation, error)

// Of a connection wuzapi says what is wrong. It also reports as an error that something is so already.
def meaningOfConnection = {
    switch (error?.toLowerCase(Locale.ROOT) ?: '') {
        case 'already connected': return 'connected'
        case ~/already (paired|logged ?in)/: return 'paired'
        case 'could not logout as it was not logged in': return 'unpaired'
        case ~/not connected|cannot disconnect because .*|could not disconnect as .*/: return 'not_connected'
        case ~/.*phone number.*|.*status 400.*/: return 'invalid'
        default: return ofWhatsApp?.refusal ?: 'invalid_response'
    }
}
def meaning = {
    if (status in [401, 403]) return 'bad_credentials'
    // A build that is too old for a request does not find its page.
    if (status == 404 && !(operation in everyBuildHas)) return 'unsupported'
    if (!(body instanceof Map && status in [400, 500])) return 'invalid_response'
    if (operation in connects) return meaningOfConnection()
    if (status == 400) return 'could not parse Group JID'.equalsIgnoreCase(error) ? 'no_group' : 'invalid_response'
    ofWhatsApp?.refusal ?: 'unclear'
}
def refusal = meaning()

// Whether another request follows that may find out more.
def goesOn = refusal in exchangeProperty.engineRequest.onRefusal.keySet()
def changes = [
    'promote', 'demote', 'promoteAll', 'demoteAll', 'addMembers', 'removeMembers', 'updateGroup', 'leave',
    'approveJoinRequests', 'rejectJoinRequests'
]
// It is so already.
if (refusal == 'connected' && operation == 'start') return [:]
if (refusal == 'unpaired' && operation == 'logout') return [:]
// Old builds give no status of an account that is not connected.
if (refusal == 'not_connected' && operation in ['stop', 'remove'] && !goesOn) return [:]
if (refusal == 'not_connected' && operation in ['qr', 'pairingCode']) return [refusal: 'no_code']
// WhatsApp may have made the change all the same.
if (refusal == 'unclear' && operation in changes) {
    def rows = exchangeProperty.unnamed
    return rows == null ? [outcome: 'unverified'] : [outcome: 'unverified', rows: rows]
}
if (refusal == 'unclear' && !goesOn) return [refusal: 'invalid_response']
// The invite is good, but the account did not get into the group.
if (refusal == 'no_group' && operation == 'join' && exchangeProperty.engineRequest.path == 'group/info') {
    return [refusal: 'forbidden']
}
refusal == ofWhatsApp?.refusal ? ofWhatsApp : [refusal: refusal]
