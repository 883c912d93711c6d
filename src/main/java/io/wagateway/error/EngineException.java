package io.wagateway.error;

import java.util.Map;

/** 502: the engine returned an invalid response, or WhatsApp did not apply the change; the subclass is 504. */
public sealed class EngineException extends DomainException permits EngineTimeoutException {
    EngineException(ErrorCode code, String message) {
        super(code, message, Map.of());
    }

    public static EngineException error(String message) {
        return new EngineException(ErrorCode.ENGINE_ERROR, message);
    }

    public static EngineException timeout() {
        return new EngineTimeoutException();
    }
}
