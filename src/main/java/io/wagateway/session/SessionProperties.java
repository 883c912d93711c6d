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
 */
@ConfigurationProperties("gateway")
public record SessionProperties(Duration sessionWatch) implements CheckedProperties {
    /** Half of the time for which the gateway trusts a confirmed status. */
    private static final Duration MAX_WATCH = SessionStore.CONFIRMED.dividedBy(2);

    private static final Duration MIN_WATCH = Duration.ofSeconds(1);

    public SessionProperties {
        sessionWatch = sessionWatch == null ? MAX_WATCH : sessionWatch;
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
    }
}
