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
 */
@ConfigurationProperties("gateway.limits")
public record LimitProperties(Integer sessions, Integer apiKeys, Integer webhooks, Integer pendingDeliveries)
        implements CheckedProperties {
    private static final int SESSIONS = 1_000;
    private static final int API_KEYS = 1_000;
    private static final int WEBHOOKS = 100;
    private static final int PENDING_DELIVERIES = 100_000;

    public LimitProperties {
        sessions = sessions == null ? SESSIONS : sessions;
        apiKeys = apiKeys == null ? API_KEYS : apiKeys;
        webhooks = webhooks == null ? WEBHOOKS : webhooks;
        pendingDeliveries = pendingDeliveries == null ? PENDING_DELIVERIES : pendingDeliveries;
    }

    @Override
    public void check() {
        requirePositive("sessions", sessions);
        requirePositive("api-keys", apiKeys);
        requirePositive("webhooks", webhooks);
        requirePositive("pending-deliveries", pendingDeliveries);
    }

    private static void requirePositive(String name, int limit) {
        if (limit < 1) {
            throw StartupException.property("gateway.limits." + name, limit, "1 or more");
        }
    }
}
