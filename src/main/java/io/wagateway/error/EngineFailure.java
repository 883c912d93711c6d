package io.wagateway.error;

import java.util.Map;

/** 502 or 504: the engine answered nonsense, WhatsApp did not apply the change, or no answer came in time. */
public final class EngineFailure extends DomainException {
    private EngineFailure(ErrorCode code, String message) {
        super(code, message, Map.of());
    }

    public static EngineFailure error(String message) {
        return new EngineFailure(ErrorCode.ENGINE_ERROR, message);
    }

    public static EngineFailure timeout() {
        return new EngineFailure(ErrorCode.ENGINE_TIMEOUT, "the engine did not answer in time");
    }
}
