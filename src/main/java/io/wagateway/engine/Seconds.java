package io.wagateway.engine;

import java.time.Duration;

/** The whole seconds of {@code Retry-After}. */
final class Seconds {
    private static final long NANOS = 1_000_000_000L;

    private Seconds() {}

    /** Rounded up: 4.2 s are 5. At least 1, at most {@code most}. */
    static int roundedUp(long nanos, Duration most) {
        return (int) Math.max(1, Math.min(most.toSeconds(), (nanos + NANOS - 1) / NANOS));
    }
}
