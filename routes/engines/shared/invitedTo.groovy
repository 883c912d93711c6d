// The group that an invite leads to, as Baileys and whatsmeow describe it.

import io.wagateway.engine.WhatsAppGroups

WhatsAppGroups.ofInvite(body)
