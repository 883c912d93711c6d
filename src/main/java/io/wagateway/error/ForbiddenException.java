package io.wagateway.error;

import java.util.Map;

/** 403: the caller, or the session's account, may not do this. */
public final class ForbiddenException extends DomainException {
    public ForbiddenException(String message) {
        this(message, Map.of());
    }

    public ForbiddenException(String message, Map<String, Object> details) {
        super(ErrorCode.FORBIDDEN, message, details);
    }
}
