package io.wagateway.group;

import io.wagateway.error.CheckedProperties;
import io.wagateway.error.StartupException;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How the gateway reads groups before it decides about a call.
 *
 * @param groupCache how old a read of a group may be when a change rests on it, 0s (the gateway reads the group for
 *     each call) to 2s; default 2s. That there is nothing to change rests on a read that began after the call came
 */
@ConfigurationProperties("gateway")
public record GroupProperties(Duration groupCache) implements CheckedProperties {
    private static final Duration LONGEST = Duration.ofSeconds(2);

    public GroupProperties {
        groupCache = groupCache == null ? LONGEST : groupCache;
    }

    /** The contract promises that no change rests on a read that is older than two seconds. */
    @Override
    public void check() {
        if (groupCache.isNegative() || groupCache.compareTo(LONGEST) > 0) {
            throw StartupException.property("gateway.group-cache", groupCache.toMillis() + "ms", "0s to 2s");
        }
    }
}
