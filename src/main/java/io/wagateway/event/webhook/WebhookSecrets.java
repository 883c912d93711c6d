package io.wagateway.event.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The fields of webhooks that are stored encrypted. */
final class WebhookSecrets {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<LinkedHashMap<String, String>> HEADERS = new TypeReference<>() {};

    private final SecretCipher secretCipher;

    WebhookSecrets(SecretCipher secretCipher) {
        this.secretCipher = secretCipher;
    }

    /** @return null for null */
    String secret(String webhook, String plain) {
        return secretCipher.seal(webhook, "secret", plain);
    }

    /** @return null for none */
    String headers(String webhook, Map<?, ?> plain) {
        if (plain == null || plain.isEmpty()) {
            return null;
        }
        try {
            return secretCipher.seal(webhook, "customHeaders", JSON.writeValueAsString(plain));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("headers that are no texts", e);
        }
    }

    /** The empty text where the webhook has none; empty where this node cannot open it. */
    Optional<String> secret(Webhook webhook) {
        return webhook.secret() == null ? Optional.of("") : secretCipher.open(webhook.id(), "secret", webhook.secret());
    }

    /** Empty where this node cannot open them. */
    Optional<Map<String, String>> headers(Webhook webhook) {
        return webhook.customHeaders() == null
                ? Optional.of(Map.of())
                : secretCipher
                        .open(webhook.id(), "customHeaders", webhook.customHeaders())
                        .map(WebhookSecrets::parse);
    }

    private static Map<String, String> parse(String json) {
        try {
            return JSON.readValue(json, HEADERS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("sealed headers that are no JSON", e);
        }
    }
}
