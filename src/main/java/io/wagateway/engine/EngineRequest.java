package io.wagateway.engine;

import java.util.Map;

/**
 * One question to one engine.
 *
 * @param requestId for log lines
 * @param entry the engine, by its name under gateway.engines
 * @param question what {@link io.wagateway.engine} names for the operation, without {@code timeoutMs}
 */
record EngineRequest(String requestId, String entry, EngineOperation operation, Map<String, Object> question) {

    /** The engine's own name of the account; null where the session has none. */
    Object session() {
        return question.get("session");
    }
}
