package io.wagateway.error;

/** 429: WhatsApp or the gateway limits the rate. */
public final class RateLimitedException extends UnavailableException {
    RateLimitedException(String message, int retryAfterSeconds) {
        super(ErrorCode.RATE_LIMITED, message, retryAfterSeconds);
    }
}
