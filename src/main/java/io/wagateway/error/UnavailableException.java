package io.wagateway.error;

import java.util.Map;

/** 503: the caller can retry after the seconds of {@code Retry-After}; one subclass is 429. */
public sealed class UnavailableException extends DomainException permits CircuitOpenException, RateLimitedException {
    /** Seconds of {@code Retry-After} if no better figure is known. */
    public static final int DEFAULT_RETRY_AFTER = 5;

    private final int retryAfter;

    UnavailableException(ErrorCode code, String message, int retryAfter) {
        this(code, message, retryAfter, false);
    }

    private UnavailableException(ErrorCode code, String message, int retryAfter, boolean outcomeUnknown) {
        super(code, message, Map.of(), outcomeUnknown);
        this.retryAfter = retryAfter;
    }

    public static UnavailableException rateLimited(int retryAfterSeconds) {
        return new RateLimitedException("WhatsApp limits the rate of this session", retryAfterSeconds);
    }

    /** The gateway's own limit of one caller's requests. */
    public static UnavailableException requests(int perSecond, int retryAfterSeconds) {
        return new RateLimitedException(
                "the caller sends too many requests: at most " + perSecond + " a second", retryAfterSeconds);
    }

    public static UnavailableException streams() {
        return new RateLimitedException("too many event streams are open", DEFAULT_RETRY_AFTER);
    }

    public static UnavailableException webhookTests() {
        return new RateLimitedException("too many tests of webhooks are under way", 1);
    }

    public static UnavailableException pictures() {
        return new RateLimitedException("too many pictures are being read", DEFAULT_RETRY_AFTER);
    }

    public static UnavailableException identity() {
        return new UnavailableException(
                ErrorCode.IDENTITY_UNAVAILABLE,
                "the gateway cannot fetch the keys that verify login tokens",
                DEFAULT_RETRY_AFTER);
    }

    /** The engine was not asked. */
    public static UnavailableException engine(String message) {
        return engine(message, DEFAULT_RETRY_AFTER);
    }

    public static UnavailableException engine(String message, int retryAfterSeconds) {
        return new UnavailableException(ErrorCode.ENGINE_UNAVAILABLE, message, retryAfterSeconds);
    }

    /** The engine may have got the request. */
    public static UnavailableException engineOutcomeUnknown(String message) {
        return engineOutcomeUnknown(message, DEFAULT_RETRY_AFTER);
    }

    public static UnavailableException engineOutcomeUnknown(String message, int retryAfterSeconds) {
        return new UnavailableException(ErrorCode.ENGINE_UNAVAILABLE, message, retryAfterSeconds, true);
    }

    /** Whole seconds. */
    public int retryAfter() {
        return retryAfter;
    }
}
