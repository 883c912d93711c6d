package io.wagateway.event.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Encrypts and decrypts the secret and the headers of webhooks. */
final class WebhookSecrets {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<LinkedHashMap<String, String>> HEADERS = new TypeReference<>() {};

    private static final String SECRET = "secret";
    private static final String CUSTOM_HEADERS = "customHeaders";

    private final SecretCipher cipher;

    WebhookSecrets(SecretCipher cipher) {
        this.cipher = cipher;
    }

    /** @return null for null */
    String encryptSecret(String webhook, String plain) {
        return cipher.encrypt(webhook, SECRET, plain);
    }

    /** @return null if there are none */
    String encryptHeaders(String webhook, Map<?, ?> plain) {
        if (plain == null || plain.isEmpty()) {
            return null;
        }
        try {
            return cipher.encrypt(webhook, CUSTOM_HEADERS, JSON.writeValueAsString(plain));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the headers cannot be written as JSON", e);
        }
    }

    /** A request to the webhook; empty if this node does not have the key that its secrets were encrypted with. */
    Optional<WebhookRequest> request(Webhook webhook) {
        return secrets(webhook)
                .flatMap(secrets -> headers(webhook).map(headers -> new WebhookRequest(webhook, secrets, headers)));
    }

    /** The present secret, then the retired one; empty lists if requests are not signed. */
    private Optional<List<String>> secrets(Webhook webhook) {
        if (webhook.secret() == null) {
            return Optional.of(List.of());
        }
        Optional<String> retired = Optional.ofNullable(webhook.retired())
                .flatMap(before -> cipher.decrypt(webhook.id(), SECRET, before.secret()));
        return cipher.decrypt(webhook.id(), SECRET, webhook.secret())
                .map(secret ->
                        Stream.concat(Stream.of(secret), retired.stream()).toList());
    }

    /** Whether the webhook's present secret is this one; empty if this node cannot know. */
    Optional<Boolean> isSecret(Webhook webhook, String plain) {
        return cipher.decrypt(webhook.id(), SECRET, webhook.secret()).map(plain::equals);
    }

    /** Name to value; empty if this node does not have the key that they were encrypted with. */
    Optional<Map<String, String>> headers(Webhook webhook) {
        return webhook.customHeaders() == null
                ? Optional.of(Map.of())
                : cipher.decrypt(webhook.id(), CUSTOM_HEADERS, webhook.customHeaders())
                        .map(WebhookSecrets::parse);
    }

    private static Map<String, String> parse(String json) {
        try {
            return JSON.readValue(json, HEADERS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the decrypted headers are not JSON", e);
        }
    }
}
