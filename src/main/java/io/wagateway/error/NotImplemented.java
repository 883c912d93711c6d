package io.wagateway.error;

import java.util.Map;

/** 501: an operation that is reserved, or that an engine cannot do. */
public final class NotImplemented extends DomainException {
    public NotImplemented(String message) {
        this(message, Map.of());
    }

    public NotImplemented(String message, Map<String, Object> details) {
        super(ErrorCode.NOT_IMPLEMENTED, message, details);
    }
}
