package io.wagateway.error;

import java.util.Map;

/** 502: the engine returned an invalid response, or WhatsApp did not apply the change; the subclass is 504. */
public sealed class EngineException extends DomainException permits EngineTimeoutException {
    EngineException(ErrorCode code, String message, Map<String, Object> details) {
        super(code, message, details);
    }

    public static EngineException error(String message) {
        return error(message, Map.of());
    }

    public static EngineException error(String message, Map<String, Object> details) {
        return new EngineException(ErrorCode.ENGINE_ERROR, message, details);
    }

    public static EngineException timeout() {
        return new EngineTimeoutException();
    }
}
