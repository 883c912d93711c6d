package io.wagateway.session;

import io.wagateway.error.StartupException;
import java.time.Duration;

/**
 * How sessions are watched.
 *
 * @param watch how often the engine of each session that is not stopped is asked what became of it, at most 30s; zero:
 *     never
 */
public record SessionProperties(Duration watch) {
    /** Half of what a status is believed for. */
    private static final Duration LONGEST_WATCH = SessionStore.CONFIRMED.dividedBy(2);

    private static final Duration SHORTEST_WATCH = Duration.ofSeconds(1);

    /** Refuses to start with a watch that would not see in time what it is for. */
    public void check() {
        boolean tooOften = !watch.isZero() && watch.compareTo(SHORTEST_WATCH) < 0;
        if (tooOften || watch.compareTo(LONGEST_WATCH) > 0) {
            throw StartupException.property(
                    "gateway.session-watch",
                    watch.toMillis() + "ms",
                    "1s to " + LONGEST_WATCH.toSeconds() + "s, or 0s");
        }
    }
}
