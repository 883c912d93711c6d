package io.wagateway.error;

/** 503: a circuit admits no new call, so that nothing was sent. Another call may have been admitted. */
public final class CircuitOpenException extends UnavailableException {
    /** @param retryAfterSeconds until the circuit admits calls again */
    public CircuitOpenException(String message, int retryAfterSeconds) {
        super(ErrorCode.ENGINE_UNAVAILABLE, message, retryAfterSeconds);
    }
}
