package io.wagateway.group.stored;

import io.wagateway.error.CheckedProperties;
import io.wagateway.error.StartupException;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How the gateway refreshes stored groups.
 *
 * @param groupRefresh the time from one refresh of a session's stored groups to the next, 1m to 24h, or 0s: never;
 *     default 15m
 * @param groupRefreshRate how many groups a second a refresh reads, for each session, 1 to 1000; default 2
 */
@ConfigurationProperties("gateway")
public record RefreshProperties(Duration groupRefresh, Integer groupRefreshRate) implements CheckedProperties {
    private static final Duration DEFAULT_REFRESH = Duration.ofMinutes(15);
    private static final int DEFAULT_RATE = 2;
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final int FASTEST = 1_000;

    public RefreshProperties {
        groupRefresh = groupRefresh == null ? DEFAULT_REFRESH : groupRefresh;
        groupRefreshRate = groupRefreshRate == null ? DEFAULT_RATE : groupRefreshRate;
    }

    /** More frequent or faster refreshes would overload an engine. */
    @Override
    public void check() {
        if (!isOff() && (groupRefresh.compareTo(SHORTEST) < 0 || groupRefresh.compareTo(LONGEST) > 0)) {
            throw StartupException.property(
                    "gateway.group-refresh", groupRefresh.toMillis() + "ms", "0s (never), or 1m to 24h");
        }
        if (groupRefreshRate < 1 || groupRefreshRate > FASTEST) {
            throw StartupException.property(
                    "gateway.group-refresh-rate", groupRefreshRate, "1 to 1000 groups a second");
        }
    }

    boolean isOff() {
        return groupRefresh.isZero();
    }
}
