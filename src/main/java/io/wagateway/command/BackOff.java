package io.wagateway.command;

/** The delay before the next attempt of a command. */
final class BackOff {
    static final long MAX_MILLIS = 60_000;
    private static final long FIRST_MILLIS = 1_000;

    private BackOff() {}

    /**
     * Doubles with each attempt; longer if the response asks for more with {@code Retry-After}; at most a minute.
     *
     * @param failed how many attempts have failed, 1 or more
     * @param retryAfter seconds, null if the response has none
     * @return milliseconds
     */
    static long millis(int failed, Integer retryAfter) {
        long own = FIRST_MILLIS << Math.min(failed - 1, 10);
        long asked = retryAfter == null ? 0 : retryAfter * 1_000L;
        return Math.min(Math.max(own, asked), MAX_MILLIS);
    }
}
