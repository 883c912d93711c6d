package io.wagateway.group;

import io.wagateway.error.ErrorInfo;
import io.wagateway.event.log.Event;
import io.wagateway.event.log.EventName;
import io.wagateway.event.log.Origin;
import java.util.LinkedHashMap;
import java.util.Map;

/** The events of what is done to groups, and of what is not. */
final class GroupEvents {
    private static final int LONGEST_NAME = 128;
    private static final int LONGEST_MESSAGE = 1_024;

    private GroupEvents() {}

    /** Of a group as a whole. */
    static Event of(EventName name, Origin origin, String gid) {
        return Event.of(name, origin, gid, Map.of());
    }

    /** @param named the member, as the call has it */
    static Event ofMember(EventName name, Origin origin, String gid, String named) {
        return Event.of(name, origin, gid, Map.of("memberJid", named));
    }

    /** @param fields of the group, in the order of their change; or {@code invite} */
    static Event updated(Origin origin, String gid, Iterable<String> fields) {
        return Event.of(EventName.UPDATED, origin, gid, Map.of("changed", fields));
    }

    /**
     * Of what was not done.
     *
     * @param gid well-formed, or null
     * @param named the member, as the call has it, whatever it is; null: it is about none, or about several
     */
    static Event notDone(Origin origin, String gid, String named, Throwable why) {
        return notDone(origin, gid, named, ErrorInfo.of(why), Map.of());
    }

    static Event notDone(Origin origin, String gid, String named, ErrorInfo told, Map<String, ?> more) {
        Map<String, Object> payload = new LinkedHashMap<>(more);
        if (named != null && !named.isEmpty()) {
            payload.put("memberJid", name(named));
        }
        payload.put("code", told.code().code());
        payload.put("message", cut(told.message(), LONGEST_MESSAGE));
        return Event.of(EventName.ofFailure(told.code().status()), origin, gid, payload);
    }

    /** What a caller calls a group or a member, which may be anything. */
    static String name(String given) {
        return cut(given, LONGEST_NAME);
    }

    private static String cut(String text, int longest) {
        return text.length() > longest ? text.substring(0, longest) : text;
    }
}
