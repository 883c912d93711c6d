// Which group it is; GOWA says nothing of who is in it.

import io.wagateway.engine.Jids

def isGroup = Jids.isGroup(body.group_id as String ?: '')
isGroup ? [group: [jid: body.group_id], rows: exchangeProperty.rows] : [refusal: 'invalid_response']
