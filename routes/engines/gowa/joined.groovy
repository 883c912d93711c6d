// Which group it is.

import io.wagateway.engine.Jids

Jids.isGroup(body.group_id as String ?: '') ? [group: body.group_id] : [refusal: 'invalid_response']
