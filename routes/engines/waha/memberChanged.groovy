// The result of one member.

import io.wagateway.engine.WhatsAppCodes

// GOWS and NOWEB return a row for the member, with WhatsApp's code. The others always report a success.
def row = body instanceof List && body.size() == 1 && body[0] instanceof Map ? body[0] : [:]
def code = row.JID ? row.Error ?: 200 : row.status
if (!(code ==~ /\d{3}/)) return [outcome: 'unverified']
code as int == 200 ? [outcome: 'done'] : WhatsAppCodes.ofRow(code as int)
