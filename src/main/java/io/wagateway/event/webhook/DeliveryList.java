package io.wagateway.event.webhook;

import io.wagateway.access.Scope;
import io.wagateway.event.delivery.DeliveryState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;

/** Reads the deliveries of a webhook. */
@Repository
class DeliveryList {
    private final JdbcClient jdbc;

    DeliveryList(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A page of deliveries in the order of the log.
     *
     * @param scope leaves out deliveries of events that are not within it
     * @param state null for any
     * @param after the position before the page
     */
    List<DeliveryResponse> list(String webhook, Scope scope, DeliveryState state, long after, int limit) {
        ScopeCondition within = new ScopeCondition(scope);
        StatementSpec query = jdbc.sql(
                        "select d.position, d.event_id, e.event, d.state, d.attempts, d.next_attempt_at, d.status_code,"
                                + " d.error, d.created_at, d.updated_at from deliveries d left join events e on e.id = d.event_id"
                                + " where d.destination = :webhook and d.position > :after" + within.on("e")
                                + (state == null
                                        ? " order by d.destination, d.position"
                                        : " and d.state = :state order by d.destination, d.state, d.position")
                                + " fetch first :limit rows only")
                .param("webhook", webhook)
                .param("after", after)
                .param("state", state == null ? null : state.storedName())
                .param("limit", limit);
        return within.bind(query).query(DeliveryList::row).list();
    }

    /** Whether the webhook has deliveries, in whatever state, of events that are about groups. */
    boolean hasAnyOfGroups(String webhook) {
        return jdbc.sql("select exists (select 1 from deliveries d join events e on e.id = d.event_id"
                        + " where d.destination = ? and e.event like '" + Webhook.GROUP_EVENTS + "%')")
                .param(webhook)
                .query(Boolean.class)
                .single();
    }

    private static DeliveryResponse row(ResultSet row, int number) throws SQLException {
        DeliveryState state = DeliveryState.of(row.getString("state")).orElseThrow();
        return new DeliveryResponse(
                row.getLong("position"),
                row.getString("event_id"),
                row.getString("event"),
                state,
                row.getInt("attempts"),
                state == DeliveryState.PENDING ? row.getLong("next_attempt_at") : null,
                row.getObject("status_code", Integer.class),
                row.getString("error"),
                row.getLong("created_at"),
                row.getLong("updated_at"));
    }
}
