package io.wagateway.error;

import java.util.Map;

/** 429 or 503: not now, but later; carries the seconds of {@code Retry-After}. */
public final class Unavailable extends DomainException {
    /** Seconds of {@code Retry-After} where nobody names a better figure. */
    public static final int DEFAULT_RETRY_AFTER = 5;

    private final int retryAfter;

    private Unavailable(ErrorCode code, String message, int retryAfter) {
        super(code, message, Map.of());
        this.retryAfter = retryAfter;
    }

    public static Unavailable rateLimited(int retryAfterSeconds) {
        return new Unavailable(ErrorCode.RATE_LIMITED, "WhatsApp limits the rate of this session", retryAfterSeconds);
    }

    public static Unavailable streams() {
        return new Unavailable(ErrorCode.RATE_LIMITED, "too many event streams are open", DEFAULT_RETRY_AFTER);
    }

    public static Unavailable identity() {
        return new Unavailable(
                ErrorCode.IDENTITY_UNAVAILABLE,
                "the keys that login tokens are verified with cannot be fetched",
                DEFAULT_RETRY_AFTER);
    }

    public static Unavailable engine(String message) {
        return engine(message, DEFAULT_RETRY_AFTER);
    }

    public static Unavailable engine(String message, int retryAfterSeconds) {
        return new Unavailable(ErrorCode.ENGINE_UNAVAILABLE, message, retryAfterSeconds);
    }

    /** Whole seconds. */
    public int retryAfter() {
        return retryAfter;
    }
}
