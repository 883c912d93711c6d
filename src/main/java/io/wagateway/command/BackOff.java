package io.wagateway.command;

/** How long a command waits for its next attempt. */
final class BackOff {
    static final long LONGEST_MILLIS = 60_000;
    private static final long FIRST_MILLIS = 1_000;

    private BackOff() {}

    /**
     * Twice as long each time, or as long as the answer asked for, where that is longer; a minute at most.
     *
     * @param failed how many attempts have failed, 1 or more
     * @param retryAfter seconds, null where the answer names none
     * @return milliseconds
     */
    static long millis(int failed, Integer retryAfter) {
        long own = FIRST_MILLIS << Math.min(failed - 1, 10);
        long asked = retryAfter == null ? 0 : retryAfter * 1_000L;
        return Math.min(Math.max(own, asked), LONGEST_MILLIS);
    }
}
