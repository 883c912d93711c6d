package io.wagateway.error;

/** 503: the engine's circuit admits no new call, so that nothing was sent. Another call may have been admitted. */
public final class CircuitOpenException extends UnavailableException {
    /** @param retryAfterSeconds until the circuit admits calls again */
    public CircuitOpenException(int retryAfterSeconds) {
        super(
                ErrorCode.ENGINE_UNAVAILABLE,
                "the session's engine keeps failing; the gateway will call it again soon",
                retryAfterSeconds);
    }
}
