package io.wagateway.error;

import java.util.Map;

/** 501: an operation that is reserved, or that an engine cannot do. */
public final class NotImplementedException extends DomainException {
    public NotImplementedException(String message) {
        this(message, Map.of());
    }

    public NotImplementedException(String message, Map<String, Object> details) {
        super(ErrorCode.NOT_IMPLEMENTED, message, details);
    }

    /**
     * The engine behind the session cannot do the operation.
     *
     * @param kind the engine's kind
     */
    public static NotImplementedException byEngine(String kind, String operationId) {
        return new NotImplementedException(
                "the engine '" + kind + "' cannot do " + operationId, Map.of("engine", kind, "operation", operationId));
    }
}
