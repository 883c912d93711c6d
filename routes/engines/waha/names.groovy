// Both names of one person.

import io.wagateway.engine.Jids

[jid: Jids.userOf(body.pn), lid: Jids.lidOf(body.lid)]
