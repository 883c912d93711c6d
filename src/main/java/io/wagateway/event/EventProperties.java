package io.wagateway.event;

import io.wagateway.error.StartupException;
import java.time.Duration;

/**
 * How long the log keeps what happened.
 *
 * @param retention how old an event gets, at least 1h; zero: events stay for ever
 */
public record EventProperties(Duration retention) {
    private static final Duration SHORTEST = Duration.ofHours(1);

    /** Refuses to start with a log that would forget what is still on its way. */
    public void check() {
        if (!retention.isZero() && retention.compareTo(SHORTEST) < 0) {
            throw StartupException.property(
                    "gateway.events.retention", retention.toSeconds() + "s", "1h or more, or 0s: events stay for ever");
        }
    }
}
