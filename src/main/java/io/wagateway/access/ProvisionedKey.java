package io.wagateway.access;

import java.time.Instant;
import java.util.Set;

/**
 * An API key that the configuration declares, {@code gateway.provision.api-keys[]}. The gateway creates or updates it at
 * start.
 *
 * @param name identifies the key within its organisation, 1 to 255 characters
 * @param organization the organisation that the key belongs to, 1 to 255 characters
 * @param secret {@code wa_} and 32 to 512 of A-Z, a-z, 0-9 and _; a changed secret replaces the old one at once
 * @param capabilities any of read, send and manage; may be empty; default none
 * @param expiresAt an ISO-8601 instant; default never
 * @param scope narrows the key to some sessions, some groups or both; default everything of the organisation
 */
public record ProvisionedKey(
        String name,
        String organization,
        String secret,
        Set<Capability> capabilities,
        Instant expiresAt,
        ProvisionedScope scope) {
    public ProvisionedKey {
        capabilities = capabilities == null ? Set.of() : Set.copyOf(capabilities);
    }

    /** Leaves out the secret. */
    @Override
    public String toString() {
        return "ProvisionedKey[name=" + name + ", organization=" + organization + "]";
    }
}
