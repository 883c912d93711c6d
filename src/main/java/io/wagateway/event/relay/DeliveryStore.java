package io.wagateway.event.relay;

import io.wagateway.event.delivery.DeliveryState;
import io.wagateway.event.log.LoggedEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The broker's rows of the table {@code deliveries}: delivered ones are deleted, dead ones stay. */
final class DeliveryStore {
    private static final String PENDING = DeliveryState.PENDING.literal();

    /** A statement has a limited number of parameters. */
    private static final int MOST_LEFT_OUT = 1_000;

    private final JdbcClient jdbc;

    DeliveryStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Events of a partition that may be sent now.
     *
     * @param events in the order of their positions
     * @param isMore whether the partition may have more of them
     * @param isWaiting whether others wait for their next attempt
     */
    record Batch(List<PendingDelivery> events, boolean isMore, boolean isWaiting) {}

    /** The next of a partition in order, without those behind one of the same key that waits for its next attempt. */
    Batch next(int partition, long now, int most) {
        List<PendingDelivery> events = new ArrayList<>();
        Set<String> waiting = new HashSet<>();
        List<PendingDelivery> page = List.of();
        do {
            long last = page.isEmpty() ? 0 : page.get(page.size() - 1).event().position();
            page = page(partition, last, waiting, most);
            for (PendingDelivery delivery : page) {
                if (delivery.nextAttemptAt() > now) {
                    waiting.add(delivery.event().orderKey());
                }
                if (!waiting.contains(delivery.event().orderKey())) {
                    events.add(delivery);
                }
            }
        } while (page.size() == most && events.isEmpty());
        return new Batch(events, page.size() == most, !waiting.isEmpty());
    }

    /**
     * The table changes faster than PostgreSQL's statistics of it: the range of one partition, and all columns of the index
     * in the order, leave it no other index than the one of partitions. H2 would else read all rows.
     */
    private List<PendingDelivery> page(int partition, long after, Set<String> waiting, int most) {
        List<String> left = waiting.stream().limit(MOST_LEFT_OUT).toList();
        return jdbc.sql("select " + LoggedEvent.COLUMNS
                        + ", d.attempts, d.next_attempt_at, d.updated_at, d.error from deliveries d"
                        + " join events e on e.position = d.position"
                        + " where d.state = " + PENDING + " and d.destination = :destination"
                        + " and d.partition between :partition and :partition and d.position > :after"
                        + (left.isEmpty() ? "" : " and d.order_key not in (:left)")
                        + " order by d.state, d.destination, d.partition, d.position fetch first :most rows only")
                .param("destination", BrokerDestination.NAME)
                .param("partition", partition)
                .param("after", after)
                .param("left", left)
                .param("most", most)
                .query((row, number) -> new PendingDelivery(
                        LoggedEvent.row(row, number),
                        row.getInt("attempts"),
                        row.getLong("next_attempt_at"),
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
