package io.wagateway.error;

import java.util.Map;

/** 502 or 504: the engine answered nonsense, WhatsApp did not apply the change, or no answer came in time. */
public final class EngineException extends DomainException {
    private EngineException(ErrorCode code, String message) {
        super(code, message, Map.of());
    }

    public static EngineException error(String message) {
        return new EngineException(ErrorCode.ENGINE_ERROR, message);
    }

    public static EngineException timeout() {
        return new EngineException(ErrorCode.ENGINE_TIMEOUT, "the engine did not respond in time");
    }
}
