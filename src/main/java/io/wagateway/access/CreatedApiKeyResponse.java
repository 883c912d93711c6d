package io.wagateway.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * The response that shows the secret of a new API key, once.
 *
 * @param secret null: the response repeats an earlier one
 * @param capabilities in the order read, send, manage
 * @param scope null: it reaches everything of the organisation
 * @param createdAt epoch milliseconds
 * @param expiresAt epoch milliseconds, null: never
 */
record CreatedApiKeyResponse(
        String id,
        String name,
        @JsonInclude(JsonInclude.Include.NON_NULL) String secret,
        List<Capability> capabilities,
        @JsonInclude(JsonInclude.Include.NON_NULL) Scope scope,
        long createdAt,
        Long expiresAt) {

    /** For repetitions of the call. */
    CreatedApiKeyResponse withoutSecret() {
        return new CreatedApiKeyResponse(id, name, null, capabilities, scope, createdAt, expiresAt);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "CreatedKey[id=" + id + "]";
    }
}
