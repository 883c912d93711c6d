package io.wagateway.error;

import java.util.Map;

/** 404: it does not exist, or is not the caller's, which is told the same way. */
public final class NotFoundException extends DomainException {
    public NotFoundException(String message) {
        this(message, Map.of());
    }

    public NotFoundException(String message, Map<String, Object> details) {
        super(ErrorCode.NOT_FOUND, message, details);
    }
}
