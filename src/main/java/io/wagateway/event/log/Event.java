package io.wagateway.event.log;

import com.github.f4b6a3.ulid.UlidCreator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An event as its writer appends it; it has no position yet.
 *
 * @param id {@code evt_} and a ULID
 * @param groupJid well-formed; null if the event is not about a group, or if the caller gave a malformed JID
 * @param payload stored as JSON: {@code actor}, {@code requestId}, {@code operationId}, {@code groupJid}, {@code
 *     memberJid}, {@code code}, {@code message}, {@code repeats}, {@code observed}; absent fields are left out
 */
public record Event(
        String id, EventName name, String organization, String session, String groupJid, Map<String, Object> payload) {
    /** The payload's field that says how many repetitions of a refusal had no event. */
    static final String REPEATS = "repeats";

    /** The payload's field that is true if a read of WhatsApp shows the change, and no call of the gateway made it. */
    static final String OBSERVED = "observed";

    /** As {@link #of}, of a change that a read of WhatsApp shows, and that no call of the gateway made. */
    public static Event observed(
            EventName name, String organization, String session, String groupJid, Map<String, ?> more) {
        Map<String, Object> payload = new LinkedHashMap<>(more);
        payload.put(OBSERVED, true);
        return of(name, Origin.whatsApp(organization, session), groupJid, payload);
    }

    /** An event of its own; its timestamp is the time at which the log gets it. */
    public static Event of(EventName name, Origin origin, String groupJid, Map<String, ?> more) {
        Map<String, Object> payload = new LinkedHashMap<>();
        put(payload, "actor", origin.actor());
        put(payload, "requestId", origin.requestId());
        put(payload, "operationId", origin.operationId());
        put(payload, "groupJid", groupJid);
        more.forEach((key, value) -> put(payload, key, value));
        return new Event(newId(), name, origin.organization(), origin.session(), groupJid, payload);
    }

    /** Whether it reports a change, and not that a call made none, or may have made none. */
    public boolean isChange() {
        return name != EventName.DENIED && name != EventName.FAILED && name != EventName.UNKNOWN;
    }

    /** This event, which also tells of repetitions that had none. */
    Event withRepeats(int repeats) {
        Map<String, Object> more = new LinkedHashMap<>(payload);
        more.put(REPEATS, repeats);
        return new Event(id, name, organization, session, groupJid, more);
    }

    /** An event of its own that tells of repetitions, this one the last of them. */
    Event again(int repeats) {
        return new Event(newId(), name, organization, session, groupJid, payload).withRepeats(repeats);
    }

    int repeats() {
        return payload.get(REPEATS) instanceof Integer repeats ? repeats : 0;
    }

    private static String newId() {
        return "evt_" + UlidCreator.getUlid();
    }

    private static void put(Map<String, Object> payload, String key, Object value) {
        if (value != null) {
            payload.put(key, value instanceof String text ? storable(text) : value);
        }
    }

    /** JSON can hold half a surrogate pair; no database can. */
    private static String storable(String text) {
        return text.codePoints()
                .map(c -> Character.getType(c) == Character.SURROGATE ? 0xFFFD : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
