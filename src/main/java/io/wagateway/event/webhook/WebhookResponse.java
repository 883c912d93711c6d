package io.wagateway.event.webhook;

import java.util.List;
import java.util.Map;

/**
 * A webhook as its organisation sees it, without its secret.
 *
 * @param sessionId null for all sessions of the organisation
 * @param customHeaders name to value; null if this node does not have the key that they were encrypted with
 * @param createdAt epoch milliseconds
 * @param updatedAt epoch milliseconds
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
        long updatedAt) {

    /**
     * When an event is sent again.
     *
     * @param policy {@code exponential}: each delay is twice the one before
     * @param attempts in all, the first included
     * @param delaySeconds the first delay
     */
    record Retries(String policy, int attempts, int delaySeconds) {}

    static WebhookResponse of(Webhook webhook, WebhookSecrets secrets) {
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
                webhook.updatedAt());
    }
}
