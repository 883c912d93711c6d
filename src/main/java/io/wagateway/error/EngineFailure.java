package io.wagateway.error;

import java.util.Map;

/** 502 or 504: the engine answered nonsense, WhatsApp did not apply the change, or no answer came in time. */
public final class EngineFailure extends DomainException {
    private EngineFailure(ErrorCode code, String message, Throwable cause) {
        super(code, message, Map.of(), cause);
    }

    public static EngineFailure error(String message, Throwable cause) {
        return new EngineFailure(ErrorCode.ENGINE_ERROR, message, cause);
    }

    public static EngineFailure timeout() {
        return new EngineFailure(ErrorCode.ENGINE_TIMEOUT, "the engine did not answer in time", null);
    }
}
