package io.wagateway.event.webhook;

import io.wagateway.event.log.LoggedEvent;
import java.util.List;

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
        long updatedAt) {
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
        return organization.equals(event.organization()) && subscribesTo(event.event(), event.session());
    }

    /**
     * Whether it gets such events of its organisation.
     *
     * @param event its name
     */
    boolean subscribesTo(String event, String session) {
        return (sessionId == null || sessionId.equals(session)) && (events.contains(ALL) || events.contains(event));
    }
}
