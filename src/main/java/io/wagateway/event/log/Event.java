package io.wagateway.event.log;

import com.github.f4b6a3.ulid.UlidCreator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that happened, as it goes into the log.
 *
 * @param id {@code evt_} and a ULID
 * @param name of the contract, see {@link EventName}
 * @param groupJid well-formed; null where it is of no group, or of a name that is none
 * @param at epoch milliseconds
 * @param payload written as JSON: {@code actor}, {@code requestId}, {@code operationId}, {@code groupJid}, {@code
 *     memberJid}, {@code code}, {@code message}, those that there are
 */
public record Event(
        String id,
        EventName name,
        String organization,
        String session,
        String groupJid,
        long at,
        Map<String, Object> payload) {

    /** An event of now. */
    public static Event of(EventName name, Origin origin, String groupJid, Map<String, ?> more) {
        Map<String, Object> payload = new LinkedHashMap<>();
        put(payload, "actor", origin.actor());
        put(payload, "requestId", origin.requestId());
        put(payload, "operationId", origin.operationId());
        put(payload, "groupJid", groupJid);
        more.forEach((key, value) -> put(payload, key, value));
        return new Event(
                "evt_" + UlidCreator.getMonotonicUlid(),
                name,
                origin.organization(),
                origin.session(),
                groupJid,
                System.currentTimeMillis(),
                payload);
    }

    /** Whether it tells of something that was done. */
    public boolean isChange() {
        return name != EventName.DENIED && name != EventName.FAILED;
    }

    private static void put(Map<String, Object> payload, String key, Object value) {
        if (value != null) {
            payload.put(key, value instanceof String text ? storable(text) : value);
        }
    }

    /** Half a surrogate pair, as JSON can name one, is in no database's alphabet. */
    private static String storable(String text) {
        return text.codePoints()
                .map(c -> Character.getType(c) == Character.SURROGATE ? 0xFFFD : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
