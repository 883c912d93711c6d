package io.wagateway.event.webhook;

import io.wagateway.pipeline.CallContext;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Builds the requests to a webhook.
 *
 * @param secret signs the requests; the empty text if they are not signed
 * @param customHeaders name to value
 */
record WebhookRequest(Webhook webhook, String secret, Map<String, String> customHeaders) {
    private static final String HMAC = "HmacSHA512";

    Target target() {
        return Target.of(webhook.url());
    }

    /**
     * The headers of an attempt.
     *
     * @param event its id
     * @param now epoch milliseconds
     */
    Map<String, String> headers(String event, byte[] body, long now) {
        Map<String, String> headers = new LinkedHashMap<>(customHeaders);
        headers.put("Content-Type", "application/json");
        headers.put("User-Agent", "whatsapp-gateway");
        headers.put(CallContext.DELIVERY_HEADER, event);
        headers.put("X-Webhook-Timestamp", Long.toString(now));
        if (!secret.isEmpty()) {
            headers.put("X-Webhook-Hmac", hmac(body));
            headers.put("X-Webhook-Hmac-Algorithm", "sha512");
        }
        return headers;
    }

    private String hmac(byte[] body) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK supports " + HMAC, e);
        }
    }

    /** Hides the secret and the headers. */
    @Override
    public String toString() {
        return "WebhookRequest[webhook=" + webhook.id() + "]";
    }
}
