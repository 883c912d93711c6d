// What Evolution's webhook hints at: {event, instance, data}. Some builds write GROUPS_UPDATE for groups.update.
def groups = (body.data instanceof List ? body.data : [body.data]).findAll { it instanceof Map }*.id
switch (String.valueOf(body.event).toLowerCase().replaceAll('[_-]', '.')) {
    case 'connection.update':
    case 'status.instance':
    case 'logout.instance':
        return [hints: [[session: body.instance]]]
    case ~/groups?\..*/:
        return [hints: groups.collect { [session: body.instance, group: it] }]
    default:
        return [hints: []]
}
