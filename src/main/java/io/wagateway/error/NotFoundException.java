package io.wagateway.error;

import java.util.Map;

/** 404: it does not exist, or is not the caller's, which is told the same way. */
public final class NotFoundException extends DomainException {
    public NotFoundException(String message) {
        this(message, Map.of());
    }

    public NotFoundException(String message, Map<String, Object> details) {
        this(message, details, false);
    }

    private NotFoundException(String message, Map<String, Object> details, boolean outcomeUnknown) {
        super(ErrorCode.NOT_FOUND, message, details, outcomeUnknown);
    }

    /** What would show if an engine has done what it was asked for does not exist. */
    public static NotFoundException outcomeUnknown(String message) {
        return new NotFoundException(message, Map.of(), true);
    }
}
