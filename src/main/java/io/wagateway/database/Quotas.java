package io.wagateway.database;

import io.wagateway.error.ConflictException;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What an organisation may have, counted in the database, so that all nodes share each limit. */
public final class Quotas {
    private final JdbcClient jdbc;
    private final LimitProperties limits;

    public Quotas(JdbcClient jdbc, LimitProperties limits) {
        this.jdbc = jdbc;
        this.limits = limits;
    }

    /**
     * Requires that the organisation may have one more session. Call it in the transaction that adds it: until that ends,
     * every other one that adds something waits, on all nodes.
     *
     * @throws ConflictException 409
     */
    public void requireRoomForSession(String organization) {
        require("sessions where deleted_at is null", organization, limits.sessions(), "sessions", "delete one");
    }

    /** As {@link #requireRoomForSession}, for an API key. */
    public void requireRoomForApiKey(String organization) {
        require("api_keys where revoked_at is null", organization, limits.apiKeys(), "API keys", "revoke one");
    }

    /** As {@link #requireRoomForSession}, for a webhook. */
    public void requireRoomForWebhook(String organization) {
        require("webhooks where 1 = 1", organization, limits.webhooks(), "webhooks", "delete one");
    }

    /**
     * Requires that the organisation may have so many more active grants. It locks nothing, as their rows come only once
     * WhatsApp has made the change: calls at the same moment may exceed the limit by as many as there are.
     *
     * @throws ConflictException 409
     */
    public void requireRoomForGrants(String organization, int more) {
        long count = jdbc.sql("select count(*) from member_grants where organization_id = ? and state = 'active'")
                .param(organization)
                .query(Long.class)
                .single();
        if (count + more > limits.grants()) {
            throw new ConflictException(
                    "the organisation has " + count + " active grants already: revoke some, or wait until they end",
                    Map.of("limit", limits.grants()));
        }
    }

    private void require(String rows, String organization, int limit, String what, String remedy) {
        lock();
        long count = jdbc.sql("select count(*) from " + rows + " and organization_id = ?")
                .param(organization)
                .query(Long.class)
                .single();
        if (count >= limit) {
            throw new ConflictException(
                    "the organisation has as many " + what + " as it may have, " + limit + " or more: " + remedy,
                    Map.of("limit", limit));
        }
    }

    /** Makes every other transaction that adds something wait, on all nodes, until the caller's ends. */
    private void lock() {
        jdbc.sql("select id from provisioning where id = 1 for update")
                .query(Integer.class)
                .single();
    }
}
