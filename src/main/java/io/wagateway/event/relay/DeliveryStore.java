package io.wagateway.event.relay;

import io.wagateway.event.log.LoggedEvent;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The broker's rows of table {@code deliveries}: those that it has are removed, dead ones stay. */
final class DeliveryStore {
    private final JdbcClient jdbc;

    DeliveryStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The next of a part in order, without those behind one of their key that waits for its next attempt. */
    List<Delivery> pending(int partition, long now, int most) {
        return jdbc.sql("select " + LoggedEvent.COLUMNS + ", d.attempts, d.updated_at, d.error from deliveries d"
                        + " join events e on e.position = d.position"
                        + " where d.state = 'pending' and d.destination = :destination and d.partition = :partition"
                        + " and d.next_attempt_at <= :now"
                        + " and not exists (select 1 from deliveries b where b.destination = :destination"
                        + " and b.order_key = d.order_key and b.state = 'pending' and b.position < d.position"
                        + " and b.next_attempt_at > :now)"
                        // All columns of the index: H2 would else ask the question before of each row that there is.
                        + " order by d.state, d.destination, d.partition, d.position fetch first :most rows only")
                .param("destination", BrokerDestination.NAME)
                .param("partition", partition)
                .param("now", now)
                .param("most", most)
                .query((row, number) -> new Delivery(
                        LoggedEvent.row(row, number),
                        row.getInt("attempts"),
                        row.getString("error") == null ? 0 : row.getLong("updated_at")))
                .list();
    }

    void delivered(List<Long> positions) {
        if (!positions.isEmpty()) {
            jdbc.sql("delete from deliveries where destination = :destination and position in (:positions)")
                    .param("destination", BrokerDestination.NAME)
                    .param("positions", positions)
                    .update();
        }
    }

    /**
     * Notes an attempt.
     *
     * @param state pending or dead
     * @param attempts that count
     * @param reason of this one
     */
    void failed(Delivery delivery, String state, int attempts, long nextAttemptAt, String reason, long now) {
        jdbc.sql("update deliveries set state = ?, attempts = ?, next_attempt_at = ?, error = ?, updated_at = ?"
                        + " where destination = ? and position = ?")
                .params(
                        state,
                        attempts,
                        nextAttemptAt,
                        reason,
                        now,
                        BrokerDestination.NAME,
                        delivery.event().position())
                .update();
    }
}
