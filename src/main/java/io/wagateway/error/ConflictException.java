package io.wagateway.error;

import java.util.Map;

/** 409: what is there already forbids it. */
public final class ConflictException extends DomainException {
    public ConflictException(String message) {
        this(message, Map.of());
    }

    public ConflictException(String message, Map<String, Object> details) {
        super(ErrorCode.CONFLICT, message, details);
    }
}
