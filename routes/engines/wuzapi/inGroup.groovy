// The account is in the group, so WhatsApp's reason was another one.
def participants = body.participants
if (!(participants instanceof List) || !participants) return [refusal: 'invalid_response']
switch (exchangeProperty.engineOperation) {
    case 'join': return [group: exchangeProperty.request.group]
    // Only some members may see the link.
    case ['readInvite', 'revokeInvite']: return [refusal: 'forbidden']
    default: return [refusal: 'invalid_response']
}
