// Who is in a group.

import io.wagateway.engine.WhatsAppMembers

body.participants instanceof List ? WhatsAppMembers.of(body.participants) : [refusal: 'invalid_response']
