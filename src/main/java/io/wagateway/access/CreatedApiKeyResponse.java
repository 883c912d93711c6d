package io.wagateway.access;

import java.util.List;

/**
 * The response that shows the secret of a new API key, once.
 *
 * @param capabilities in the order read, send, manage
 * @param scope null: it reaches everything of the organisation
 * @param createdAt epoch milliseconds
 * @param expiresAt epoch milliseconds, null: never
 */
record CreatedApiKeyResponse(
        String id,
        String name,
        String secret,
        List<Capability> capabilities,
        Scope scope,
        long createdAt,
        Long expiresAt) {

    /** Without the secret. */
    @Override
    public String toString() {
        return "CreatedKey[id=" + id + "]";
    }
}
