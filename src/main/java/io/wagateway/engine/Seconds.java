package io.wagateway.engine;

import java.time.Duration;

/** What {@code Retry-After} is written in. */
final class Seconds {
    private static final long NANOS = 1_000_000_000L;

    private Seconds() {}

    /** Never too early: 4.2 s are 5. At least one, at most as many as {@code most} has. */
    static int roundedUp(long nanos, Duration most) {
        return (int) Math.max(1, Math.min(most.toSeconds(), (nanos + NANOS - 1) / NANOS));
    }
}
