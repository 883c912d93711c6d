package io.wagateway.event.webhook;

import io.wagateway.pipeline.CallContext;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Builds the requests to a webhook.
 *
 * @param secrets sign the requests: the present one, then the retired one if there is one; empty if they are not signed
 * @param customHeaders name to value
 */
record WebhookRequest(Webhook webhook, List<String> secrets, Map<String, String> customHeaders) {
    Target target() {
        return Target.of(webhook.url());
    }

    /**
     * The headers of an attempt: the gateway's own, and those of Standard Webhooks.
     *
     * @param event its id
     * @param now epoch milliseconds
     */
    Map<String, String> headers(String event, byte[] body, long now) {
        // A webhook may have been given a header before the gateway began to set it.
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(customHeaders);
        headers.put("Content-Type", "application/json");
        headers.put("User-Agent", "whatsapp-gateway");
        headers.put(CallContext.DELIVERY_HEADER, event);
        headers.put("X-Webhook-Timestamp", Long.toString(now));
        headers.put("webhook-id", event);
        headers.put("webhook-timestamp", Long.toString(now / 1_000));
        if (!secrets.isEmpty()) {
            headers.put("X-Webhook-Hmac", hmac(body));
            headers.put("X-Webhook-Hmac-Algorithm", "sha512");
            headers.put("webhook-signature", signatures(event, body, now));
        }
        return headers;
    }

    private String hmac(byte[] body) {
        byte[] key = secrets.get(0).getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(StandardSignature.hmac("HmacSHA512", key, body));
    }

    private String signatures(String event, byte[] body, long now) {
        boolean retiredSigns = webhook.retired() != null && webhook.retired().until() > now;
        return secrets.stream()
                .limit(retiredSigns ? secrets.size() : 1)
                .map(secret -> StandardSignature.of(secret, event, now / 1_000, body))
                .collect(Collectors.joining(" "));
    }

    /** Hides the secrets and the headers. */
    @Override
    public String toString() {
        return "WebhookRequest[webhook=" + webhook.id() + "]";
    }
}
