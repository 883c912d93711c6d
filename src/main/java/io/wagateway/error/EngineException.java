package io.wagateway.error;

import java.util.Map;

/** 502: the engine returned an invalid response, or WhatsApp did not apply the change; the subclass is 504. */
public sealed class EngineException extends DomainException permits EngineTimeoutException {
    EngineException(ErrorCode code, String message, Map<String, Object> details, boolean outcomeUnknown) {
        super(code, message, details, outcomeUnknown);
    }

    /** It is known that the engine did not do what it was asked for. */
    public static EngineException error(String message) {
        return error(message, Map.of());
    }

    public static EngineException error(String message, Map<String, Object> details) {
        return new EngineException(ErrorCode.ENGINE_ERROR, message, details, false);
    }

    /** The engine may have done what it was asked for. */
    public static EngineException outcomeUnknown(String message) {
        return new EngineException(ErrorCode.ENGINE_ERROR, message, Map.of(), true);
    }

    /** The engine may have done what it was asked for: its response does not say. */
    public static EngineException invalidResponse() {
        return outcomeUnknown("the engine returned an invalid response");
    }

    /** The engine may have done what it was asked for, or may do it yet. */
    public static EngineException timeout() {
        return new EngineTimeoutException();
    }
}
