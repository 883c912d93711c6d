package io.wagateway.event.webhook;

import io.wagateway.error.CheckedProperties;
import io.wagateway.error.StartupException;
import java.util.Base64;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Which addresses webhooks may have, and how the gateway encrypts their secrets.
 *
 * @param allowPrivateAddresses true: a webhook may point at loopback and private networks; default false
 * @param encryptionKey the key that encrypts the webhooks' secrets and headers in the database, 32 bytes in base64, the
 *     same on every node; default a key of this node's own, kept in the data folder
 */
@ConfigurationProperties("gateway.webhooks")
public record WebhookProperties(boolean allowPrivateAddresses, String encryptionKey) implements CheckedProperties {
    static final int KEY_BYTES = 32;

    private static final String KEY = "gateway.webhooks.encryption-key";

    public WebhookProperties {
        encryptionKey = encryptionKey == null || encryptionKey.isBlank() ? null : encryptionKey.strip();
    }

    /** Checks that the key is 32 bytes in base64. */
    @Override
    public void check() {
        if (encryptionKey != null) {
            key(KEY, encryptionKey);
        }
    }

    /** The configured key, 32 bytes; null if none is configured. */
    byte[] key() {
        return encryptionKey == null ? null : key(KEY, encryptionKey);
    }

    /**
     * Decodes a key.
     *
     * @param source the property or the file that it comes from, for the message
     * @throws StartupException if it is not 32 bytes in base64
     */
    static byte[] key(String source, String base64) {
        String allowed = "32 bytes in base64, as of: openssl rand -base64 32";
        try {
            byte[] key = Base64.getDecoder().decode(base64);
            if (key.length == KEY_BYTES) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            throw StartupException.secret(source, allowed);
        }
        throw StartupException.secret(source, allowed);
    }
}
