package io.wagateway.error;

import java.util.Map;

/** 409: what is there already forbids it. */
public final class Conflict extends DomainException {
    public Conflict(String message) {
        this(message, Map.of());
    }

    public Conflict(String message, Map<String, Object> details) {
        super(ErrorCode.CONFLICT, message, details);
    }
}
