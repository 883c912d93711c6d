package io.wagateway.event.relay;

import io.wagateway.event.delivery.DeliveryState;
import io.wagateway.event.log.LoggedEvent;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The broker's rows of the table {@code deliveries}: delivered ones are deleted, dead ones stay. */
final class DeliveryStore {
    private static final String PENDING = DeliveryState.PENDING.literal();

    private final JdbcClient jdbc;

    DeliveryStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The next of a partition in order, without those behind one of the same key that waits for its next attempt. */
    List<PendingDelivery> pending(int partition, long now, int most) {
        return jdbc.sql("select " + LoggedEvent.COLUMNS + ", d.attempts, d.updated_at, d.error from deliveries d"
                        + " join events e on e.position = d.position"
                        + " where d.state = " + PENDING
                        + " and d.destination = :destination and d.partition = :partition"
                        + " and d.next_attempt_at <= :now"
                        + " and not exists (select 1 from deliveries b where b.destination = :destination"
                        + " and b.order_key = d.order_key and b.state = " + PENDING + " and b.position < d.position"
                        + " and b.next_attempt_at > :now)"
                        // All columns of the index: H2 would else run the subquery above for every row.
                        + " order by d.state, d.destination, d.partition, d.position fetch first :most rows only")
                .param("destination", BrokerDestination.NAME)
                .param("partition", partition)
                .param("now", now)
                .param("most", most)
                .query((row, number) -> new PendingDelivery(
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
     * Records a failed attempt.
     *
     * @param state pending or dead
     * @param attempts failed attempts that count against the event
     * @param nextAttemptAt epoch milliseconds
     * @param reason for the operator
     * @param now epoch milliseconds
     */
    void failed(
            PendingDelivery delivery, DeliveryState state, int attempts, long nextAttemptAt, String reason, long now) {
        jdbc.sql("update deliveries set state = ?, attempts = ?, next_attempt_at = ?, error = ?, updated_at = ?"
                        + " where destination = ? and position = ?")
                .params(
                        state.storedName(),
                        attempts,
                        nextAttemptAt,
                        reason,
                        now,
                        BrokerDestination.NAME,
                        delivery.event().position())
                .update();
    }
}
