package io.wagateway.access;

import java.time.Instant;
import java.util.Set;

/**
 * An API key that the configuration declares, {@code gateway.provision.api-keys[]}: created or updated at start.
 *
 * @param name with the organisation what the key is known by
 * @param organization whose key it is
 * @param secret {@code wa_} and 32 or more of A-Z, a-z, 0-9 and _; a changed one replaces the old at once
 * @param capabilities read, send, manage; may be empty
 * @param expiresAt ISO-8601 instant; absent: never
 */
public record ProvisionedKey(
        String name, String organization, String secret, Set<Capability> capabilities, Instant expiresAt) {
    public ProvisionedKey {
        capabilities = capabilities == null ? Set.of() : Set.copyOf(capabilities);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "ProvisionedKey[name=" + name + ", organization=" + organization + "]";
    }
}
