package io.wagateway.database;

import io.wagateway.error.CheckedProperties;
import io.wagateway.error.StartupException;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How much an organisation may have. What the configuration provisions does not count as a creation, but as a row.
 *
 * @param sessions sessions of an organisation, at least 1; default 1000
 * @param apiKeys API keys of an organisation that are not revoked, at least 1; default 1000
 * @param webhooks webhooks of an organisation, at least 1; default 100
 * @param pendingDeliveries deliveries of an organisation to its webhooks that wait or are being sent, at least 1; the
 *     oldest ones above it are given up; default 100000
 * @param grants active grants of an organisation, which make members admins for a time, at least 1; default 10000
 * @param requestsPerSecond HTTP requests a second of one API key, or of one person in one organisation, on each node, at
 *     most 1000000; default none, which is no limit
 */
@ConfigurationProperties("gateway.limits")
public record LimitProperties(
        Integer sessions,
        Integer apiKeys,
        Integer webhooks,
        Integer pendingDeliveries,
        Integer grants,
        Integer requestsPerSecond)
        implements CheckedProperties {
    private static final int SESSIONS = 1_000;
    private static final int API_KEYS = 1_000;
    private static final int WEBHOOKS = 100;
    private static final int PENDING_DELIVERIES = 100_000;
    private static final int GRANTS = 10_000;
    private static final int MAX_REQUESTS_PER_SECOND = 1_000_000;

    public LimitProperties {
        sessions = sessions == null ? SESSIONS : sessions;
        apiKeys = apiKeys == null ? API_KEYS : apiKeys;
        webhooks = webhooks == null ? WEBHOOKS : webhooks;
        pendingDeliveries = pendingDeliveries == null ? PENDING_DELIVERIES : pendingDeliveries;
        grants = grants == null ? GRANTS : grants;
    }

    @Override
    public void check() {
        requirePositive("sessions", sessions);
        requirePositive("api-keys", apiKeys);
        requirePositive("webhooks", webhooks);
        requirePositive("pending-deliveries", pendingDeliveries);
        requirePositive("grants", grants);
        if (requestsPerSecond != null && (requestsPerSecond < 1 || requestsPerSecond > MAX_REQUESTS_PER_SECOND)) {
            throw StartupException.property(
                    "gateway.limits.requests-per-second", requestsPerSecond, "1 to 1000000, or nothing for no limit");
        }
    }

    private static void requirePositive(String name, int limit) {
        if (limit < 1) {
            throw StartupException.property("gateway.limits." + name, limit, "1 or more");
        }
    }
}
