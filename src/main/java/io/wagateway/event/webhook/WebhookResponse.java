package io.wagateway.event.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.wagateway.access.Scope;
import java.util.List;
import java.util.Map;

/**
 * A webhook as its organisation sees it, without its secret.
 *
 * @param sessionId null for all sessions of the organisation
 * @param customHeaders name to value; null if this node does not have the key that they were encrypted with
 * @param createdAt epoch milliseconds
 * @param updatedAt epoch milliseconds
 * @param scope what it may tell of; null: of everything that the organisation has
 */
record WebhookResponse(
        String id,
        String organizationId,
        String sessionId,
        String url,
        List<String> events,
        boolean active,
        Map<String, String> customHeaders,
        Retries retryPolicy,
        long createdAt,
        long updatedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) Scope scope) {

    /**
     * When an event is sent again.
     *
     * @param policy {@code exponential}: each delay is twice the one before
     * @param attempts in all, the first included
     * @param delaySeconds the first delay
     */
    record Retries(String policy, int attempts, int delaySeconds) {}

    /** @param reader what the caller may know: no more of the scope is shown */
    static WebhookResponse of(Webhook webhook, Scope reader, WebhookSecrets secrets) {
        return new WebhookResponse(
                webhook.id(),
                webhook.organization(),
                webhook.sessionId(),
                webhook.url(),
                webhook.events(),
                webhook.active(),
                secrets.headers(webhook).orElse(null),
                new Retries("exponential", webhook.attempts(), webhook.delaySeconds()),
                webhook.createdAt(),
                webhook.updatedAt(),
                webhook.scope().and(reader).orNull());
    }
}
