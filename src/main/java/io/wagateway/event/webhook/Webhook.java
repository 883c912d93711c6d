package io.wagateway.event.webhook;

import io.wagateway.access.Scope;
import io.wagateway.event.log.LoggedEvent;
import java.util.List;
import java.util.Set;

/**
 * A webhook as it is stored.
 *
 * @param id a ULID, and the destination of its deliveries
 * @param sessionId the session whose events it gets; null for all sessions of the organisation
 * @param events names of events, or {@code *} alone
 * @param customHeaders encrypted by the {@link SecretCipher}; null if there are none
 * @param secret encrypted by the {@link SecretCipher}; null if requests are not signed
 * @param retired the secret before this one, if it still signs beside it; else null
 * @param attempts after which a delivery is dead
 * @param delaySeconds between the first attempt and the second; each later delay is twice as long
 * @param createdAt epoch milliseconds
 * @param updatedAt epoch milliseconds
 * @param scope of the narrowed keys that created or changed it: it tells of nothing else, even when they are gone
 */
record Webhook(
        String id,
        String organization,
        String sessionId,
        String url,
        List<String> events,
        boolean active,
        String customHeaders,
        String secret,
        RetiredSecret retired,
        int attempts,
        int delaySeconds,
        long createdAt,
        long updatedAt,
        Scope scope) {
    static final String ALL = "*";

    /**
     * A secret that has been replaced.
     *
     * @param secret encrypted as the present one
     * @param until epoch milliseconds; it does not sign afterwards
     */
    record RetiredSecret(String secret, long until) {}

    /** What the names of events that are about groups begin with. */
    static final String GROUP_EVENTS = "group.";

    Webhook {
        events = List.copyOf(events);
    }

    /** Whether events of that name, or some of all events, are about groups. */
    static boolean isOfGroups(Object event) {
        return ALL.equals(event) || event.toString().startsWith(GROUP_EVENTS);
    }

    boolean subscribesTo(LoggedEvent event) {
        return organization.equals(event.organization())
                && subscribesTo(event.event(), event.session(), event.groupJid());
    }

    /**
     * Whether it gets such events of its organisation.
     *
     * @param event its name
     * @param group null if they are about no group
     */
    boolean subscribesTo(String event, String session, String group) {
        return (sessionId == null || sessionId.equals(session))
                && scope.includesEvent(session, group)
                && (events.contains(ALL) || events.contains(event));
    }

    /** Whether a caller with this scope may know of it: it tells of nothing beyond. */
    boolean isWithin(Scope other) {
        return isWithin(other, sessionId, scope);
    }

    static boolean isWithin(Scope other, String sessionId, Scope scope) {
        return sessionId == null
                ? other.includes(scope)
                : other.includesSession(sessionId) && other.includes(scope.and(new Scope(Set.of(sessionId), null)));
    }
}
