package io.wagateway.engine;

import java.util.Map;

/**
 * One request to one engine.
 *
 * @param requestId for log lines
 * @param entry the engine, by its name under gateway.engines
 * @param body what {@link io.wagateway.engine} names for the operation, without {@code timeoutMs}
 */
record EngineRequest(String requestId, String entry, EngineOperation operation, Map<String, Object> body) {

    /** The engine's name of the account; null if the session has none. */
    Object session() {
        return body.get("session");
    }
}
