package io.wagateway.error;

import java.util.Map;

/** 504: the engine did not respond in time. */
public final class EngineTimeoutException extends EngineException {
    EngineTimeoutException() {
        super(ErrorCode.ENGINE_TIMEOUT, "the engine did not respond in time", Map.of(), true);
    }
}
