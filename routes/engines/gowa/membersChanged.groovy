// What became of several members.

import io.wagateway.engine.Jids
import io.wagateway.engine.WhatsAppCodes

// An error is somebody who wants an invite. A success is one only if the group says so, but WhatsApp has let the
// account ask for it.
def asked = exchangeProperty.numbers
def invited = (body ?: []).findAll { it.status == 'error' }.collect { row ->
    def number = Jids.userOf(row.participant)?.takeWhile { it != '@' }
    asked.size() == 1 ? asked.keySet()[0] : asked.find { it.value == number }?.key
}
def rows = exchangeProperty.rows + invited.findAll().collect { WhatsAppCodes.row('addMembers', it, 403) }
[outcome: 'accepted', rows: rows]
