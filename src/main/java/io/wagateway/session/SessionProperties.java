package io.wagateway.session;

import io.wagateway.error.CheckedProperties;
import io.wagateway.error.StartupException;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How the gateway watches sessions.
 *
 * @param sessionWatch how often the gateway asks the engine for the status of each session that is not stopped, 1s to
 *     30s, or 0s: never, not even sooner after a call that changes the session; default 30s
 * @param sessionWatchRate how many sessions a second this node asks for at most, 10 to 1000; default 200. As a status
 *     counts for a minute, it should be at least a sixtieth of the number of connected sessions, divided by the number of
 *     nodes
 */
@ConfigurationProperties("gateway")
public record SessionProperties(Duration sessionWatch, Integer sessionWatchRate) implements CheckedProperties {
    /** Half of the time for which the gateway trusts a confirmed status. */
    private static final Duration MAX_WATCH = SessionStore.CONFIRMED.dividedBy(2);

    private static final Duration MIN_WATCH = Duration.ofSeconds(1);
    private static final int DEFAULT_RATE = 200;
    private static final int SLOWEST = 10;
    private static final int FASTEST = 1_000;

    public SessionProperties {
        sessionWatch = sessionWatch == null ? MAX_WATCH : sessionWatch;
        sessionWatchRate = sessionWatchRate == null ? DEFAULT_RATE : sessionWatchRate;
    }

    /** With a longer interval the gateway would trust a status that it has not confirmed in time. */
    @Override
    public void check() {
        boolean tooOften = !sessionWatch.isZero() && sessionWatch.compareTo(MIN_WATCH) < 0;
        if (tooOften || sessionWatch.compareTo(MAX_WATCH) > 0) {
            throw StartupException.property(
                    "gateway.session-watch",
                    sessionWatch.toMillis() + "ms",
                    "1s to " + MAX_WATCH.toSeconds() + "s, or 0s");
        }
        if (sessionWatchRate < SLOWEST || sessionWatchRate > FASTEST) {
            throw StartupException.property(
                    "gateway.session-watch-rate", sessionWatchRate, "10 to 1000 sessions a second");
        }
    }
}
