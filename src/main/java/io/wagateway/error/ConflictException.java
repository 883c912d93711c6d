package io.wagateway.error;

import java.util.Map;

/** 409: what is there already forbids it. */
public final class ConflictException extends DomainException {
    private final Integer retryAfter;

    public ConflictException(String message) {
        this(message, Map.of());
    }

    public ConflictException(String message, Map<String, Object> details) {
        super(ErrorCode.CONFLICT, message, details);
        this.retryAfter = null;
    }

    /** It is over by itself soon. */
    public ConflictException(String message, int retryAfterSeconds) {
        super(ErrorCode.CONFLICT, message, Map.of());
        this.retryAfter = retryAfterSeconds;
    }

    /** Whole seconds; null if waiting does not help. */
    public Integer retryAfter() {
        return retryAfter;
    }
}
