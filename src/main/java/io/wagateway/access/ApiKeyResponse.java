package io.wagateway.access;

import java.util.List;

/**
 * An API key as its organisation sees it. Nothing of its secret is here, not even the hash.
 *
 * @param capabilities in the order read, send, manage
 * @param createdAt epoch milliseconds
 * @param expiresAt epoch milliseconds, null: never
 * @param lastUsedAt epoch milliseconds, null: never
 */
record ApiKeyResponse(
        String id, String name, List<Capability> capabilities, long createdAt, Long expiresAt, Long lastUsedAt) {

    /** The same key, used at this time if that is later. */
    ApiKeyResponse usedAt(Long at) {
        return at == null || (lastUsedAt != null && lastUsedAt >= at)
                ? this
                : new ApiKeyResponse(id, name, capabilities, createdAt, expiresAt, at);
    }
}
