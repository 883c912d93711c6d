package io.wagateway.event.webhook;

import io.wagateway.event.log.LoggedEvent;
import java.util.List;

/**
 * A webhook, as it is stored.
 *
 * @param id a ULID; its destination has the same name
 * @param sessionId whose events it wants; null: all of the organisation's
 * @param events names of events, or {@code *} alone
 * @param customHeaders sealed by the {@link SecretCipher}; null: none
 * @param secret sealed by the {@link SecretCipher}; null: what is sent is not signed
 * @param attempts how often an event is sent before it is dead
 * @param delaySeconds between the first attempt and the second; each later one is twice as long
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
        int attempts,
        int delaySeconds,
        long createdAt,
        long updatedAt) {
    static final String ALL = "*";

    Webhook {
        events = List.copyOf(events);
    }

    boolean wants(LoggedEvent event) {
        return organization.equals(event.organization())
                && (sessionId == null || sessionId.equals(event.session()))
                && (events.contains(ALL) || events.contains(event.event()));
    }
}
