package io.wagateway.event.webhook;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What became of a webhook's deliveries. */
@Repository
class DeliveryList {
    private final JdbcClient jdbc;

    DeliveryList(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param state null: any */
    List<Delivery> list(String webhook, String state, long after, int limit) {
        return jdbc.sql("select d.position, d.event_id, e.event, d.state, d.attempts, d.next_attempt_at, d.status_code,"
                        + " d.error, d.created_at, d.updated_at from deliveries d left join events e on e.id = d.event_id"
                        + " where d.destination = :webhook and d.position > :after"
                        + (state == null
                                ? " order by d.destination, d.position"
                                : " and d.state = :state order by d.destination, d.state, d.position")
                        + " fetch first :limit rows only")
                .param("webhook", webhook)
                .param("after", after)
                .param("state", state)
                .param("limit", limit)
                .query(DeliveryList::row)
                .list();
    }

    private static Delivery row(ResultSet row, int number) throws SQLException {
        String state = row.getString("state");
        return new Delivery(
                row.getLong("position"),
                row.getString("event_id"),
                row.getString("event"),
                state,
                row.getInt("attempts"),
                state.equals("pending") ? row.getLong("next_attempt_at") : null,
                row.getObject("status_code", Integer.class),
                row.getString("error"),
                row.getLong("created_at"),
                row.getLong("updated_at"));
    }
}
