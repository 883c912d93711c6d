// Several members by number. GOWA cannot name a member whose number is hidden; such a member gets a row at once.

import io.wagateway.engine.Jids

def request = exchangeProperty.request
def operation = exchangeProperty.engineOperation
def numbers = exchangeProperty.numbers
def rows = exchangeProperty.rows
if (numbers == null) {
    def users = request.members.collectEntries { [it, Jids.userOf(it)] }.findAll { it.value }
    numbers = users.collectEntries { member, jid -> [member, jid.takeWhile { it != '@' }] }
    rows = request.members.findAll { !numbers[it] }.collect { [member: it, refusal: 'no_address'] }
    exchange.setProperty('numbers', numbers)
    exchange.setProperty('rows', rows)
}
// Nobody is left to ask for. WhatsApp makes no group of nobody. routeStop ends the exchange: what the script returns is
// the operation's response.
if (!numbers) {
    exchange.setRouteStop(true)
    if (operation != 'createGroup') return [outcome: 'unverified', rows: rows]
    return [refusal: rows[0]?.refusal ?: 'invalid', rows: rows]
}
def path = [
    createGroup: 'group',
    addMembers: 'group/participants',
    removeMembers: 'group/participants/remove',
    promoteAll: 'group/participants/promote',
    demoteAll: 'group/participants/demote',
    approveJoinRequests: 'group/participant-requests/approve',
    rejectJoinRequests: 'group/participant-requests/reject'
][operation]
def group = operation == 'createGroup' ? [title: request.subject] : [group_id: request.group]
[request: "POST $path", json: group + [participants: numbers.values().unique(false)]]
