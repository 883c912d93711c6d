package io.wagateway.group.stored;

import io.wagateway.error.StartupException;
import java.time.Duration;

/**
 * How stored groups are kept true.
 *
 * @param every how long after one refresh of a session's groups the next begins; 0s: there is none
 * @param perSecond how many groups a second a refresh reads, for each session
 */
public record RefreshProperties(Duration every, int perSecond) {
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final int FASTEST = 1_000;

    /** Refuses to start with what would wear an engine out. */
    public void check() {
        boolean never = every.isZero();
        if (!never && (every.compareTo(SHORTEST) < 0 || every.compareTo(LONGEST) > 0)) {
            throw StartupException.property(
                    "gateway.group-refresh", every.toMillis() + "ms", "0s (never), or 1m to 24h");
        }
        if (perSecond < 1 || perSecond > FASTEST) {
            throw StartupException.property("gateway.group-refresh-rate", perSecond, "1 to 1000 groups a second");
        }
    }

    boolean isOff() {
        return every.isZero();
    }
}
