// What an error of Evolution means. Its status says little; WhatsApp's text follows a sentence of Evolution's own.

import io.wagateway.engine.WhatsAppTexts

def status = headers.CamelHttpResponseCode
def operation = exchangeProperty.engineOperation
def sent = exchangeProperty.engineRequest
def message = body instanceof Map && body.response instanceof Map ? body.response.message : null
def texts = message instanceof List ? message.collect { it as String } : [message as String]
def said = texts.findAll().join(' ')

def readsStored = sent.path == 'instance/fetchInstances'
def everyBuildHas = readsStored || operation in ['status', 'readGroup', 'promote', 'demote', 'listGroups', 'listGroupsOnly']
if (!everyBuildHas && said =~ /^Cannot (GET|POST|PUT|DELETE) /) return [refusal: 'unsupported']
if (sent.path == 'instance/create' && said.contains('already in use')) return [refusal: 'exists']
if (sent.path.startsWith('instance/logout/') && said.contains('instance is not connected')) {
    return operation == 'logout' ? [:] : [refusal: 'closed']
}
// Evolution checks the code itself, before WhatsApp does.
if (operation in ['join', 'previewInvite'] && said.contains('inviteCode')) return [refusal: 'bad_invite']

if (status in [401, 403]) {
    // An instance's own token may not read what is stored: whose account it is remains unknown.
    if (operation == 'status' && readsStored) return [status: 'working', jid: null, lid: null]
    return [refusal: 'bad_credentials']
}

// An error inside Evolution says nothing of the connection, unless it is WhatsApp's silence.
def unknown = texts.any { it ==~ /The ".*" instance does not exist/ }
def ofWhatsApp = texts.findResult { WhatsAppTexts.of(operation, it) }
def refusal = unknown ? 'not_connected' : ofWhatsApp?.refusal
if (refusal == 'not_connected') {
    def readsState = sent.path.startsWith('instance/connectionState/')
    if (operation in ['stop', 'logout', 'remove']) return [:]
    if (operation in ['qr', 'pairingCode'] && readsState) return [refusal: 'no_code']
    if (operation in ['start', 'restart'] && !sent.onRefusal.not_connected) return [refusal: 'invalid_response']
}
if (refusal == 'no_group' && !exchangeProperty.request.group) return [refusal: 'invalid_response']
refusal && refusal == ofWhatsApp?.refusal ? ofWhatsApp : [refusal: refusal ?: 'invalid_response']
