// What GOWA's webhook hints at: {event, device_id, payload}. The device is named by its JID.
import io.wagateway.engine.Jids

def payload = body.payload instanceof Map ? body.payload : [:]
String.valueOf(body.event).startsWith('group.')
        ? [hints: [[session: Jids.userOf(body.device_id) ?: body.device_id, group: payload.chat_id ?: payload.group_id ?: payload.jid]]]
        : [hints: []]
