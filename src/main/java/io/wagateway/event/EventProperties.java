package io.wagateway.event;

import io.wagateway.error.CheckedProperties;
import io.wagateway.error.StartupException;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How long the event log keeps events.
 *
 * @param retention the age at which the gateway deletes an event, at least 1h, or 0s: never; default 90d
 */
@ConfigurationProperties("gateway.events")
public record EventProperties(Duration retention) implements CheckedProperties {
    private static final Duration DEFAULT = Duration.ofDays(90);
    private static final Duration SHORTEST = Duration.ofHours(1);

    public EventProperties {
        retention = retention == null ? DEFAULT : retention;
    }

    /** A shorter retention would delete events that are still to be delivered. */
    @Override
    public void check() {
        if (!retention.isZero() && retention.compareTo(SHORTEST) < 0) {
            throw StartupException.property(
                    "gateway.events.retention", retention.toSeconds() + "s", "1h or more, or 0s: events stay for ever");
        }
    }
}
