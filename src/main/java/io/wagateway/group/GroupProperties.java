package io.wagateway.group;

import io.wagateway.error.StartupException;
import java.time.Duration;

/**
 * How the gateway treats groups.
 *
 * @param groupCache how old a read of a group may be when a decision rests on it; 0s asks every time; default 2s
 */
public record GroupProperties(Duration groupCache) {
    private static final Duration LONGEST = Duration.ofSeconds(2);

    /** What a phone changed may be missed for two seconds and no longer: the contract promises that. */
    public void check() {
        if (groupCache.isNegative() || groupCache.compareTo(LONGEST) > 0) {
            throw StartupException.property("gateway.group-cache", groupCache.toMillis() + "ms", "0s to 2s");
        }
    }
}
