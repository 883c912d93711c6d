package io.wagateway.group;

import java.util.Map;
import java.util.Set;

/**
 * Somebody who has asked to be let into a group, as callers see them.
 *
 * @param jid user JID; null if WhatsApp hides the number
 * @param lid null if the engine does not know it
 * @param requestedAt epoch milliseconds; null if the engine does not know it
 * @param via {@code link}, or {@code member} if a member has asked for them; null if it is neither, or not known
 */
record JoinRequest(String jid, String lid, Long requestedAt, String via) {
    private static final Set<String> WAYS = Set.of("link", "member");

    static JoinRequest of(GroupSnapshot.Member person, Object row) {
        Map<?, ?> fields = row instanceof Map<?, ?> map ? map : Map.of();
        return new JoinRequest(
                person.jid(),
                person.lid(),
                fields.get("requestedAt") instanceof Number time ? time.longValue() : null,
                fields.get("via") instanceof String way && WAYS.contains(way) ? way : null);
    }

    /** The name by which an answer to the request refers to them. */
    String name() {
        return jid != null ? jid : lid;
    }

    /** Sorts by the time of the request; the name makes it unique. */
    String key() {
        return String.format("%019d/%s", requestedAt == null ? 0 : Math.max(0, requestedAt), name());
    }
}
