// A member who is not on WhatsApp gets a row and is left out of the next request.
if (!(body.is_on_whatsapp instanceof Boolean)) {
    exchange.setRouteStop(true)
    return [refusal: 'invalid_response']
}
def member = exchangeProperty.unasked.poll()
if (!body.is_on_whatsapp) {
    exchangeProperty.numbers.remove(member)
    exchangeProperty.rows.add([member: member, refusal: exchangeProperty.absence])
}
[:]
