package io.wagateway.engine;

import io.wagateway.pipeline.ActiveCall;
import java.util.Map;

/**
 * One request to one engine.
 *
 * @param call that sends it
 * @param entry the engine, by its name under gateway.engines
 * @param body what {@link io.wagateway.engine} names for the operation, without {@code timeoutMs}
 */
record EngineRequest(ActiveCall call, String entry, EngineOperation operation, Map<String, Object> body) {

    /** For log lines. */
    String requestId() {
        return call.requestId();
    }

    /** The engine's name of the account; null if the session has none. */
    Object session() {
        return body.get("session");
    }
}
