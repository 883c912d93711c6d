package io.wagateway.event.webhook;

import io.wagateway.event.delivery.DeliveryState;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Table {@code webhook_queues}: when the first delivery of each queue is due. A queue holds the deliveries of one webhook and
 * one order key; only its first is ever sent. A transaction that changes which deliveries of a queue are pending locks its
 * row; if it locks several, in the order of their keys. Queries sort by all columns of an index, even by those that are
 * constant: H2 would else read all rows.
 */
final class WebhookQueueStore {
    /** When a queue without pending deliveries is due. */
    static final long IDLE = Long.MAX_VALUE;

    private static final String MOVE =
            "update webhook_queues set next_attempt_at = ? where destination = ? and order_key = ?"
                    + " and next_attempt_at = ?";
    private static final int[] MOVE_TYPES = {Types.BIGINT, Types.VARCHAR, Types.VARCHAR, Types.BIGINT};
    private static final int[] REST_TYPES = {
        Types.BIGINT, Types.VARCHAR, Types.VARCHAR, Types.BIGINT, Types.VARCHAR, Types.VARCHAR
    };
    private static final int[] UPDATE_TYPES = {Types.BIGINT, Types.BIGINT, Types.VARCHAR, Types.VARCHAR};
    private static final int[] INSERT_TYPES = {Types.VARCHAR, Types.VARCHAR, Types.BIGINT};

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;
    private final LongSupplier clock;

    WebhookQueueStore(JdbcClient jdbc, JdbcTemplate batches, LongSupplier clock) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.clock = clock;
    }

    /** These queues get new deliveries, which the caller inserts in the same transaction. */
    void fill(Set<QueueKey> keys) {
        List<QueueKey> sorted = List.copyOf(new TreeSet<>(keys));
        long now = clock.getAsLong();
        int[] updated = batches.batchUpdate(
                "update webhook_queues set next_attempt_at = case when next_attempt_at = ? then ? else next_attempt_at"
                        + " end where destination = ? and order_key = ?",
                sorted.stream()
                        .map(key -> new Object[] {IDLE, now, key.webhook(), key.orderKey()})
                        .toList(),
                UPDATE_TYPES);
        List<Object[]> missing = new ArrayList<>();
        for (int i = 0; i < updated.length; i++) {
            if (updated[i] == 0) {
                missing.add(new Object[] {sorted.get(i).webhook(), sorted.get(i).orderKey(), now});
            }
        }
        batches.batchUpdate(
                "insert into webhook_queues (destination, order_key, next_attempt_at) values (?, ?, ?)",
                missing,
                INSERT_TYPES);
    }

    /** Each webhook that has a due queue; costs one index look-up for each webhook that exists. */
    List<WaitingWebhook> waiting(int most) {
        return jdbc.sql("select w.id, w.organization_id from webhooks w where exists (select 1 from webhook_queues q"
                        + " where q.destination = w.id and q.next_attempt_at <= ?) fetch first ? rows only")
                .params(clock.getAsLong(), most)
                .query((row, number) -> new WaitingWebhook(row.getString(1), row.getString(2)))
                .list();
    }

    /** The due queues of one webhook, those that wait longest first. */
    List<DueQueue> due(String webhook, int most) {
        return jdbc.sql("select order_key, next_attempt_at from webhook_queues"
                        + " where destination = ? and next_attempt_at <= ?"
                        + " order by destination, next_attempt_at fetch first ? rows only")
                .params(webhook, clock.getAsLong(), most)
                .query((row, number) -> new DueQueue(new QueueKey(webhook, row.getString(1)), row.getLong(2)))
                .list();
    }

    /** @return whether the queue was still due at {@code from}, and is due at {@code to} now */
    boolean move(QueueKey key, long from, long to) {
        return jdbc.sql(MOVE).params(to, key.webhook(), key.orderKey(), from).update() == 1;
    }

    /** Moves queues that are still due as they were; returns the keys of those, in their order. */
    List<QueueKey> moveAll(List<DueQueue> due, long to) {
        List<DueQueue> sorted =
                due.stream().sorted(Comparator.comparing(DueQueue::key)).toList();
        int[] moved = move(sorted.stream()
                .map(queue ->
                        new Object[] {to, queue.key().webhook(), queue.key().orderKey(), queue.at()})
                .toList());
        return IntStream.range(0, moved.length)
                .filter(i -> moved[i] == 1)
                .mapToObj(i -> sorted.get(i).key())
                .toList();
    }

    /**
     * Makes the queues of claims due.
     *
     * @param claims in the order of their keys
     * @return for each whether it has not expired
     */
    List<Boolean> release(List<Claim> claims, long now) {
        int[] moved = move(claims.stream()
                .map(claim ->
                        new Object[] {now, claim.key().webhook(), claim.key().orderKey(), claim.until()})
                .toList());
        return Arrays.stream(moved).mapToObj(rows -> rows == 1).toList();
    }

    private int[] move(List<Object[]> rows) {
        return batches.batchUpdate(MOVE, rows, MOVE_TYPES);
    }

    /** Of queues that this transaction has made due at this time, those without a pending delivery are idle. */
    void rest(List<QueueKey> keys, long at) {
        batches.batchUpdate(
                MOVE + " and not exists (select position from deliveries where destination = ? and order_key = ?"
                        + " and state = " + DeliveryState.PENDING.literal()
                        + " order by destination, order_key, state, position fetch first 1 rows only)",
                keys.stream()
                        .map(key ->
                                new Object[] {IDLE, key.webhook(), key.orderKey(), at, key.webhook(), key.orderKey()})
                        .toList(),
                REST_TYPES);
    }

    /** Locks the queues one after the other, so that two transactions that lock several never wait for each other. */
    void lock(String webhook, Collection<String> sortedKeys) {
        batches.batchUpdate(
                "update webhook_queues set next_attempt_at = next_attempt_at where destination = ? and order_key = ?",
                sortedKeys.stream().map(key -> new Object[] {webhook, key}).toList());
    }
}
