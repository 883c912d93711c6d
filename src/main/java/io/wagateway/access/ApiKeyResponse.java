package io.wagateway.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * An API key as its organisation sees it: without its secret, and without the hash of it.
 *
 * @param capabilities in the order read, send, manage
 * @param createdAt epoch milliseconds
 * @param expiresAt epoch milliseconds, null: never
 * @param scope null: it reaches everything of the organisation
 * @param lastUsedAt epoch milliseconds, null: never
 */
record ApiKeyResponse(
        String id,
        String name,
        List<Capability> capabilities,
        @JsonInclude(JsonInclude.Include.NON_NULL) Scope scope,
        long createdAt,
        Long expiresAt,
        Long lastUsedAt) {

    /** The same key with this last use, if it is later. Null: unchanged. */
    ApiKeyResponse usedAt(Long at) {
        return at == null || (lastUsedAt != null && lastUsedAt >= at)
                ? this
                : new ApiKeyResponse(id, name, capabilities, scope, createdAt, expiresAt, at);
    }
}
