// The members of a group, from any of WAHA's lists.

import io.wagateway.engine.WhatsAppMembers

WhatsAppMembers.of(body)
