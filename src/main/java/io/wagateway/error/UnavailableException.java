package io.wagateway.error;

import java.util.Map;

/** 429 or 503: not now, but later; carries the seconds of {@code Retry-After}. */
public final class UnavailableException extends DomainException {
    /** Seconds of {@code Retry-After} where nobody names a better figure. */
    public static final int DEFAULT_RETRY_AFTER = 5;

    private final int retryAfter;

    private UnavailableException(ErrorCode code, String message, int retryAfter) {
        super(code, message, Map.of());
        this.retryAfter = retryAfter;
    }

    public static UnavailableException rateLimited(int retryAfterSeconds) {
        return new UnavailableException(
                ErrorCode.RATE_LIMITED, "WhatsApp limits the rate of this session", retryAfterSeconds);
    }

    public static UnavailableException streams() {
        return new UnavailableException(ErrorCode.RATE_LIMITED, "too many event streams are open", DEFAULT_RETRY_AFTER);
    }

    public static UnavailableException identity() {
        return new UnavailableException(
                ErrorCode.IDENTITY_UNAVAILABLE,
                "the keys that login tokens are verified with cannot be fetched",
                DEFAULT_RETRY_AFTER);
    }

    public static UnavailableException engine(String message) {
        return engine(message, DEFAULT_RETRY_AFTER);
    }

    public static UnavailableException engine(String message, int retryAfterSeconds) {
        return new UnavailableException(ErrorCode.ENGINE_UNAVAILABLE, message, retryAfterSeconds);
    }

    /** Whole seconds. */
    public int retryAfter() {
        return retryAfter;
    }
}
