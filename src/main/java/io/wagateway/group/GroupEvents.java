package io.wagateway.group;

import io.wagateway.error.ErrorInfo;
import io.wagateway.event.log.Event;
import io.wagateway.event.log.EventName;
import io.wagateway.event.log.Origin;
import java.util.LinkedHashMap;
import java.util.Map;

/** The events of changes of groups, and of changes that failed. */
final class GroupEvents {
    private static final int MAX_NAME = 128;
    private static final int MAX_MESSAGE = 1_024;

    private GroupEvents() {}

    /** A change of a group as a whole. */
    static Event of(EventName name, Origin origin, String gid) {
        return Event.of(name, origin, gid, Map.of());
    }

    /** @param named the member, as the call names them */
    static Event ofMember(EventName name, Origin origin, String gid, String named) {
        return Event.of(name, origin, gid, Map.of("memberJid", named));
    }

    /** @param fields that were changed, in that order; or {@code invite} */
    static Event updated(Origin origin, String gid, Iterable<String> fields) {
        return Event.of(EventName.UPDATED, origin, gid, Map.of("changed", fields));
    }

    /**
     * A change that was not made.
     *
     * @param gid well-formed, or null
     * @param named the member, as the call names them, well-formed or not; null: it is about none, or about several
     */
    static Event notDone(Origin origin, String gid, String named, Throwable failure) {
        return notDone(origin, gid, named, ErrorInfo.of(failure), Map.of());
    }

    static Event notDone(Origin origin, String gid, String named, ErrorInfo error, Map<String, ?> more) {
        Map<String, Object> payload = new LinkedHashMap<>(more);
        if (named != null && !named.isEmpty()) {
            payload.put("memberJid", name(named));
        }
        payload.put("code", error.code().code());
        payload.put("message", cut(error.message(), MAX_MESSAGE));
        return Event.of(EventName.ofFailure(error.code().status()), origin, gid, payload);
    }

    /** A caller's name for a group or a member, which may be any text. */
    static String name(String given) {
        return cut(given, MAX_NAME);
    }

    private static String cut(String text, int maxLength) {
        return text.length() > maxLength ? text.substring(0, maxLength) : text;
    }
}
