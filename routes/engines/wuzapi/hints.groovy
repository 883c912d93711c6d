// What wuzapi's webhook hints at: {type, event}, or a form with that as jsonData. The entry is the account.
def content = body.jsonData instanceof Map ? body.jsonData : body
switch (content.type) {
    case ['GroupInfo', 'JoinedGroup']:
        return [hints: [[group: content.event instanceof Map ? content.event.JID : null]]]
    case ['Connected', 'Disconnected', 'LoggedOut', 'PairSuccess', 'ConnectFailure', 'StreamReplaced']:
        return [hints: [[:]]]
    default:
        return [hints: []]
}
