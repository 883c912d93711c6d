package io.wagateway.event.webhook;

import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the secrets and headers of webhooks are encrypted with. */
public final class WebhookKey {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookKey.class);

    private final byte[] bytes;

    private WebhookKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The configured one, else one of this node's own.
     *
     * @param folder where a key of its own is kept
     * @param shared whether other nodes may use the same database
     */
    public static WebhookKey of(WebhookProperties properties, Path folder, boolean shared) {
        byte[] configured = properties.key();
        if (configured != null) {
            return new WebhookKey(configured);
        }
        if (shared) {
            LOG.warn("gateway.webhooks.encryption-key is not set: this node encrypts the secrets of webhooks with a key"
                    + " of its own, kept in gateway.data-dir; several nodes on one database need the same key");
        }
        return new WebhookKey(KeyFile.in(folder));
    }

    SecretCipher secretCipher() {
        return new SecretCipher(bytes);
    }
}
