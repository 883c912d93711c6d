package io.wagateway.event.webhook;

import io.wagateway.event.delivery.DeliveryState;
import io.wagateway.event.log.LoggedEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** Claims the first deliveries of queues for this node, and records the outcomes of their attempts. */
final class ClaimStore {
    private static final String PENDING = DeliveryState.PENDING.literal();
    private static final String FIRST_PENDING = "select d.destination, d.order_key, d.position as at_position,"
            + " d.attempts, " + LoggedEvent.COLUMNS + " from deliveries d left join events e on e.id = d.event_id"
            + " where d.destination = ? and d.order_key = ? and d.state = " + PENDING
            + " order by d.destination, d.order_key, d.state, d.position fetch first 1 rows only";

    private static final String DELIVER = "update deliveries set state = " + DeliveryState.DELIVERED.literal()
            + ", attempts = attempts + 1, next_attempt_at = ?, status_code = ?, error = null, updated_at = ?"
            + " where destination = ? and position = ? and state in (?, " + DeliveryState.DEAD.literal() + ")";
    private static final int[] DELIVER_TYPES = {
        Types.BIGINT, Types.INTEGER, Types.BIGINT, Types.VARCHAR, Types.BIGINT, Types.VARCHAR
    };

    private final WebhookQueueStore queues;
    private final JdbcClient jdbc;
    private final JdbcTemplate batches;
    private final TransactionOperations transaction;
    private final LongSupplier clock;

    ClaimStore(WebhookQueueStore queues, JdbcTemplate jdbc, TransactionOperations transaction, LongSupplier clock) {
        this.queues = queues;
        this.jdbc = JdbcClient.create(jdbc);
        this.batches = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Claims the first delivery of each of some queues, in one transaction.
     *
     * @param due of one webhook, a few
     * @param millis until another node may claim them
     * @return without those that another node has claimed, and those in which nothing is pending
     */
    List<Claim> claim(List<DueQueue> due, long millis) {
        long until = clock.getAsLong() + millis;
        List<QueueKey> moved = new ArrayList<>();
        Map<QueueKey, Claim> claims = transaction.execute(status -> {
            moved.clear();
            moved.addAll(queues.moveAll(due, until));
            return moved.isEmpty() ? Map.<QueueKey, Claim>of() : first(moved, until);
        });
        moved.stream().filter(key -> !claims.containsKey(key)).forEach(key -> releaseEmpty(key, until));
        return List.copyOf(claims.values());
    }

    private Map<QueueKey, Claim> first(List<QueueKey> keys, long until) {
        List<Object> parameters = new ArrayList<>();
        keys.forEach(key -> parameters.addAll(List.of(key.webhook(), key.orderKey())));
        Map<QueueKey, Claim> claims = new LinkedHashMap<>();
        jdbc.sql(String.join(" union all ", Collections.nCopies(keys.size(), "(" + FIRST_PENDING + ")")))
                .params(parameters)
                .query(row -> {
                    QueueKey key = new QueueKey(row.getString("destination"), row.getString("order_key"));
                    claims.put(key, claim(key, until, row));
                });
        return claims;
    }

    private static Claim claim(QueueKey key, long until, ResultSet row) throws SQLException {
        LoggedEvent event = row.getString("id") == null ? null : LoggedEvent.row(row, 0);
        return new Claim(key, until, row.getLong("at_position"), row.getInt("attempts"), event);
    }

    private void releaseEmpty(QueueKey key, long until) {
        transaction.executeWithoutResult(status -> {
            long now = clock.getAsLong();
            if (queues.move(key, until, now)) {
                queues.rest(List.of(key), now);
            }
        });
    }

    /**
     * Records an attempt that failed. Does nothing if the claim has expired and another node has the delivery.
     *
     * @param next epoch milliseconds of the next attempt; empty: there is none, the delivery is dead
     * @param status HTTP status that the receiver answered; null if it did not answer
     * @param error for the webhook's owner
     */
    void fail(Claim claim, OptionalLong next, Integer status, String error) {
        transaction.executeWithoutResult(open -> {
            long now = clock.getAsLong();
            long due = next.orElse(now);
            if (!queues.move(claim.key(), claim.until(), due)) {
                return;
            }
            DeliveryState state = next.isPresent() ? DeliveryState.PENDING : DeliveryState.DEAD;
            jdbc.sql("update deliveries set state = ?, attempts = attempts + 1, next_attempt_at = ?, status_code = ?,"
                            + " error = ?, updated_at = ? where destination = ? and position = ? and state = "
                            + PENDING)
                    .params(
                            state.storedName(),
                            due,
                            status,
                            error,
                            now,
                            claim.key().webhook(),
                            claim.position())
                    .update();
            if (next.isEmpty()) {
                queues.rest(List.of(claim.key()), due);
            }
        });
    }

    /**
     * Records that receivers have got deliveries, in the caller's transaction if there is one. What was given up while it was
     * being sent is no dead letter; else nothing is done if the claim has expired and another node has the delivery.
     *
     * @param received each with the HTTP status that the receiver answered
     */
    void deliver(Map<Claim, Integer> received) {
        transaction.executeWithoutResult(status -> writeDelivered(received));
    }

    private void writeDelivered(Map<Claim, Integer> received) {
        long now = clock.getAsLong();
        List<Claim> sorted = received.keySet().stream()
                .sorted(Comparator.comparing(Claim::key))
                .toList();
        List<Boolean> isClaimed = queues.release(sorted, now);
        List<Object[]> delivered = new ArrayList<>();
        List<QueueKey> released = new ArrayList<>();
        for (int i = 0; i < sorted.size(); i++) {
            Claim claim = sorted.get(i);
            DeliveryState before = isClaimed.get(i) ? DeliveryState.PENDING : DeliveryState.DEAD;
            delivered.add(new Object[] {
                now, received.get(claim), now, claim.key().webhook(), claim.position(), before.storedName()
            });
            if (isClaimed.get(i)) {
                released.add(claim.key());
            }
        }
        batches.batchUpdate(DELIVER, delivered, DELIVER_TYPES);
        if (!released.isEmpty()) {
            queues.rest(released, now);
        }
    }
}
