// What became of one member.

import io.wagateway.engine.WhatsAppCodes

// GOWS and NOWEB have a row for the member, with WhatsApp's code; the others call all a success.
def row = body instanceof List && body.size() == 1 && body[0] instanceof Map ? body[0] : [:]
def code = row.JID ? row.Error ?: 200 : row.status
if (!(code ==~ /\d{3}/)) return [outcome: 'unverified']
code as int == 200 ? [outcome: 'done'] : [refusal: WhatsAppCodes.ofRow(code as int)]
