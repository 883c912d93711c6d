package io.wagateway.event.webhook;

import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The key that encrypts the secrets and headers of webhooks. */
public final class WebhookKey {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookKey.class);

    private final byte[] bytes;

    private WebhookKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The configured key, or this node's own if none is configured.
     *
     * @param folder keeps the node's own key
     * @param shared whether other nodes may use the same database; logs a warning if they would need the same key
     */
    public static WebhookKey of(WebhookProperties properties, Path folder, boolean shared) {
        byte[] configured = properties.key();
        if (configured != null) {
            return new WebhookKey(configured);
        }
        if (shared) {
            LOG.warn("gateway.webhooks.encryption-key is not set: this node encrypts the secrets of webhooks with a key"
                    + " of its own in gateway.data-dir; several nodes on one database need the same key");
        }
        return new WebhookKey(EncryptionKeyFile.readOrCreate(folder));
    }

    /** Where the node's own key is kept, if it has one. */
    public static Path file(Path folder) {
        return folder.resolve(EncryptionKeyFile.NAME);
    }

    SecretCipher secretCipher() {
        return new SecretCipher(bytes);
    }
}
