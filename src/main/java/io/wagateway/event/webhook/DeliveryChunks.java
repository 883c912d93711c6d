package io.wagateway.event.webhook;

import io.wagateway.event.delivery.DeliveryState;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** Changes many deliveries of a webhook in transactions of limited size. */
final class DeliveryChunks {
    private static final int CHUNK = 1_000;

    private record Row(long position, String orderKey) {}

    private final WebhookQueueStore queues;
    private final JdbcClient jdbc;
    private final TransactionOperations transaction;

    DeliveryChunks(WebhookQueueStore queues, JdbcClient jdbc, TransactionOperations transaction) {
        this.queues = queues;
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /** Changes some deliveries, in a transaction that has locked their queues. */
    interface Change {
        /**
         * Changes these.
         *
         * @param orderKeys of their queues, sorted
         * @return how many deliveries it has changed
         */
        int apply(Collection<String> orderKeys, Collection<Long> positions);
    }

    /**
     * Changes all deliveries in a state, each at most once even if it returns to that state.
     *
     * @param last the position of the last of them
     * @return how many
     */
    int changeAll(String webhook, DeliveryState state, long last, Change change) {
        int changed = 0;
        long after = 0;
        List<Row> chunk;
        do {
            chunk = jdbc.sql("select position, order_key from deliveries"
                            + " where destination = ? and state = ? and position > ? and position <= ?"
                            + " order by destination, state, position fetch first ? rows only")
                    .params(webhook, state.storedName(), after, last, CHUNK)
                    .query((row, number) -> new Row(row.getLong(1), row.getString(2)))
                    .list();
            if (!chunk.isEmpty()) {
                List<Row> rows = chunk;
                Set<String> keys = rows.stream().map(Row::orderKey).collect(Collectors.toCollection(TreeSet::new));
                changed += changeLocked(
                        webhook, keys, rows.stream().map(Row::position).toList(), change);
                after = chunk.get(chunk.size() - 1).position();
            }
        } while (chunk.size() == CHUNK);
        return changed;
    }

    /**
     * Changes one delivery.
     *
     * @return how many it has changed: 1 or 0
     */
    int changeOne(String webhook, String orderKey, long position, Change change) {
        return changeLocked(webhook, List.of(orderKey), List.of(position), change);
    }

    private int changeLocked(String webhook, Collection<String> keys, Collection<Long> positions, Change change) {
        Integer changed = transaction.execute(status -> {
            queues.lock(webhook, keys);
            return change.apply(keys, positions);
        });
        return changed == null ? 0 : changed;
    }
}
