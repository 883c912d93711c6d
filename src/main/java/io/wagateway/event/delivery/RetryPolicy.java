package io.wagateway.event.delivery;

import java.time.Duration;

/**
 * Exponential back-off: each wait is twice the one before.
 *
 * @param first the wait after the first failure
 * @param longest no wait is longer
 * @param attempts how many attempts a delivery has before it is dead
 */
public record RetryPolicy(Duration first, Duration longest, int attempts) {
    /** So many doublings of an hour still fit into a long. */
    private static final int MOST_DOUBLINGS = 30;

    /**
     * Milliseconds until the next attempt.
     *
     * @param failures so far, from 1
     */
    public long backOff(int failures) {
        return Math.min(longest.toMillis(), first.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS));
    }

    /** @param failed attempts that have failed */
    public boolean isExhausted(int failed) {
        return failed >= attempts;
    }
}
