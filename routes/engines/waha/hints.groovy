// What WAHA's webhook hints at: {event, session, payload}. A group's id is a text, or a map of an engine in a browser.
def payload = body.payload instanceof Map ? body.payload : [:]
def id = payload.group instanceof Map ? payload.group.id : payload.chatId ?: payload.id
def group = id instanceof Map ? id._serialized ?: id.remote : id
switch (body.event) {
    case 'session.status':
        return [hints: [[session: body.session]]]
    case ~/group\..*/:
        return [hints: [[session: body.session, group: group]]]
    default:
        return [hints: []]
}
