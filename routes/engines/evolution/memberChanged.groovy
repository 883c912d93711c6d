// What became of one member.

import io.wagateway.engine.WhatsAppCodes

// The status of the member's row is a text. Evolution responds with 201 even if WhatsApp refused.
def rows = body instanceof Map ? body.updateParticipants : null
def code = rows instanceof List && rows.size() == 1 && rows[0] instanceof Map ? rows[0].status : null
if (!(code ==~ /\d{3}/)) return [outcome: 'unverified']
code as int == 200 ? [outcome: 'done'] : WhatsAppCodes.ofRow(code as int)
