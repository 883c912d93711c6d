package io.wagateway.event.webhook;

import io.wagateway.error.StartupException;
import java.util.Base64;

/**
 * What webhooks may do.
 *
 * @param allowPrivateAddresses true lets a webhook point at loopback and private networks; default false
 * @param encryptionKey what their secrets and headers are encrypted with, 32 bytes in base64, the same on every node;
 *     default: one of this node's own, kept in the data folder
 */
public record WebhookProperties(boolean allowPrivateAddresses, String encryptionKey) {
    static final int KEY_BYTES = 32;

    private static final String KEY = "gateway.webhooks.encryption-key";

    public WebhookProperties {
        encryptionKey = encryptionKey == null || encryptionKey.isBlank() ? null : encryptionKey.strip();
    }

    /** Refuses to start with what cannot work. */
    public void check() {
        if (encryptionKey != null) {
            key(KEY, encryptionKey);
        }
    }

    /** Null where none is configured. */
    byte[] key() {
        return encryptionKey == null ? null : key(KEY, encryptionKey);
    }

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
