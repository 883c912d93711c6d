package io.wagateway.event.webhook;

import io.wagateway.event.delivery.DeliveryState;
import io.wagateway.event.log.LoggedEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** Claims the first delivery of a queue for this node, and records the outcome of its attempt. */
final class ClaimStore {
    private static final String PENDING = DeliveryState.PENDING.literal();

    private final WebhookQueueStore queues;
    private final JdbcClient jdbc;
    private final TransactionOperations transaction;
    private final LongSupplier clock;

    ClaimStore(WebhookQueueStore queues, JdbcClient jdbc, TransactionOperations transaction, LongSupplier clock) {
        this.queues = queues;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Claims a delivery.
     *
     * @param millis until another node may claim it
     * @return empty if another node has claimed it, or if nothing is pending in the queue
     */
    Optional<Claim> claim(DueQueue due, long millis) {
        long until = clock.getAsLong() + millis;
        if (!queues.move(due.key(), due.at(), until)) {
            return Optional.empty();
        }
        Optional<Claim> first = jdbc.sql("select d.position as at_position, d.attempts, " + LoggedEvent.COLUMNS
                        + " from deliveries d left join events e on e.id = d.event_id where d.destination = ?"
                        + " and d.order_key = ? and d.state = " + PENDING
                        + " order by d.destination, d.order_key, d.state, d.position fetch first 1 rows only")
                .params(due.key().webhook(), due.key().orderKey())
                .query((row, number) -> claim(due.key(), until, row, number))
                .optional();
        if (first.isEmpty()) {
            releaseEmpty(due.key(), until);
        }
        return first;
    }

    private static Claim claim(QueueKey key, long until, ResultSet row, int number) throws SQLException {
        LoggedEvent event = row.getString("id") == null ? null : LoggedEvent.row(row, number);
        return new Claim(key, until, row.getLong("at_position"), row.getInt("attempts"), event);
    }

    private void releaseEmpty(QueueKey key, long until) {
        transaction.executeWithoutResult(status -> {
            long now = clock.getAsLong();
            if (queues.move(key, until, now) && !hasPending(key)) {
                queues.move(key, now, WebhookQueueStore.IDLE);
            }
        });
    }

    private boolean hasPending(QueueKey key) {
        return jdbc.sql("select position from deliveries where destination = ? and order_key = ? and state = " + PENDING
                        + " order by destination, order_key, state, position fetch first 1 rows only")
                .params(key.webhook(), key.orderKey())
                .query(Long.class)
                .optional()
                .isPresent();
    }

    /**
     * Records the outcome of an attempt. Does nothing if the claim has expired and another node has the delivery.
     *
     * @param next epoch milliseconds of the next attempt if the state is pending
     * @param status HTTP status that the receiver answered; null if it did not answer
     * @param error for the webhook's owner; null if there is none
     */
    void finish(Claim claim, DeliveryState state, long next, Integer status, String error) {
        transaction.executeWithoutResult(open -> {
            long now = clock.getAsLong();
            boolean retry = state == DeliveryState.PENDING;
            long due = retry ? next : now;
            boolean isClaimed = queues.move(claim.key(), claim.until(), due);
            // What was given up while it was being sent, and has been received, is no dead letter.
            List<DeliveryState> before = new ArrayList<>();
            if (isClaimed) {
                before.add(DeliveryState.PENDING);
            }
            if (state == DeliveryState.DELIVERED) {
                before.add(DeliveryState.DEAD);
            }
            if (!before.isEmpty()) {
                update(claim, before, state, due, status, error, now);
            }
            if (isClaimed && !retry && !hasPending(claim.key())) {
                queues.move(claim.key(), due, WebhookQueueStore.IDLE);
            }
        });
    }

    private void update(
            Claim claim,
            List<DeliveryState> before,
            DeliveryState state,
            long due,
            Integer status,
            String error,
            long now) {
        jdbc.sql("update deliveries set state = :state, attempts = attempts + 1, next_attempt_at = :due,"
                        + " status_code = :status, error = :error, updated_at = :now"
                        + " where destination = :webhook and position = :position and state in (:before)")
                .param("state", state.storedName())
                .param("due", due)
                .param("status", status)
                .param("error", error)
                .param("now", now)
                .param("webhook", claim.key().webhook())
                .param("position", claim.position())
                .param("before", before.stream().map(DeliveryState::storedName).toList())
                .update();
    }
}
