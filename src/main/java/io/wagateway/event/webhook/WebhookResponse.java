package io.wagateway.event.webhook;

import java.util.List;
import java.util.Map;

/**
 * A webhook as its organisation sees it; nothing of its secret is here.
 *
 * @param sessionId null: all of the organisation's sessions
 * @param customHeaders name to value; null where this node has not the key that they were encrypted with
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
        RetryPolicy retryPolicy,
        long createdAt,
        long updatedAt) {

    /**
     * How often an event is sent.
     *
     * @param policy {@code exponential}: each wait is twice the one before
     * @param attempts in all
     * @param delaySeconds the first wait
     */
    record RetryPolicy(String policy, int attempts, int delaySeconds) {}

    static WebhookResponse of(Webhook webhook, WebhookSecrets secrets) {
        return new WebhookResponse(
                webhook.id(),
                webhook.organization(),
                webhook.sessionId(),
                webhook.url(),
                webhook.events(),
                webhook.active(),
                secrets.headers(webhook).orElse(null),
                new RetryPolicy("exponential", webhook.attempts(), webhook.delaySeconds()),
                webhook.createdAt(),
                webhook.updatedAt());
    }
}
