package io.wagateway.event.webhook;

import io.wagateway.event.log.LoggedEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Tables {@code webhook_queues} and {@code deliveries}: what is to be sent to which webhook, and when. A queue holds the
 * deliveries of one webhook and one order key; only its first is ever sent. Whoever changes what is pending in a queue
 * holds its row, of several in the order of their keys. Rows are sorted by all columns of an index, also by those that are
 * the same in all of them: H2 would else read them all.
 */
final class WebhookQueueStore {
    /** Why a delivery is dead that was never refused. */
    static final String INACTIVE = "the webhook is inactive";

    /** Of a queue in which nothing is pending. */
    static final long IDLE = Long.MAX_VALUE;

    /** Rows that one transaction changes at most. */
    private static final int CHUNK = 1_000;

    private static final int[] KEY = {Types.BIGINT, Types.BIGINT, Types.VARCHAR, Types.VARCHAR};
    private static final int[] NEW = {Types.VARCHAR, Types.VARCHAR, Types.BIGINT};

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;
    private final TransactionOperations transaction;
    private final LongSupplier clock;

    WebhookQueueStore(JdbcClient jdbc, JdbcTemplate batches, TransactionOperations transaction, LongSupplier clock) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** A queue of one webhook. */
    record Key(String webhook, String orderKey) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byWebhook = webhook.compareTo(other.webhook);
            return byWebhook != 0 ? byWebhook : orderKey.compareTo(other.orderKey);
        }
    }

    /**
     * A queue whose time has come.
     *
     * @param at its time as it was seen
     */
    record Due(Key key, long at) {}

    /**
     * The first of a queue, which is ours to send.
     *
     * @param until when others take it for lost
     * @param attempts those before
     * @param event null where the log has it no more
     */
    record Claim(Key key, long until, long position, int attempts, LoggedEvent event) {}

    /** A webhook of which a queue is due. */
    record Waiting(String webhook, String organization) {}

    /** Takes note that these get something; in the transaction of the caller. */
    void fill(Set<Key> keys) {
        List<Key> sorted = List.copyOf(new TreeSet<>(keys));
        long now = clock.getAsLong();
        int[] known = batches.batchUpdate(
                "update webhook_queues set next_attempt_at = case when next_attempt_at = ? then ? else next_attempt_at"
                        + " end where destination = ? and order_key = ?",
                sorted.stream()
                        .map(key -> new Object[] {IDLE, now, key.webhook(), key.orderKey()})
                        .toList(),
                KEY);
        List<Object[]> fresh = new ArrayList<>();
        for (int i = 0; i < known.length; i++) {
            if (known[i] == 0) {
                fresh.add(new Object[] {sorted.get(i).webhook(), sorted.get(i).orderKey(), now});
            }
        }
        batches.batchUpdate(
                "insert into webhook_queues (destination, order_key, next_attempt_at) values (?, ?, ?)", fresh, NEW);
    }

    /** Each webhook of which something is due: one look into the index for each webhook that there is. */
    List<Waiting> waiting(int most) {
        return jdbc.sql("select w.id, w.organization_id from webhooks w where exists (select 1 from webhook_queues q"
                        + " where q.destination = w.id and q.next_attempt_at <= ?) fetch first ? rows only")
                .params(clock.getAsLong(), most)
                .query((row, number) -> new Waiting(row.getString(1), row.getString(2)))
                .list();
    }

    /** Of one webhook, those that wait longest. */
    List<Due> due(String webhook, int most) {
        return jdbc.sql(
                        "select order_key, next_attempt_at from webhook_queues where destination = ? and next_attempt_at <= ?"
                                + " order by destination, next_attempt_at fetch first ? rows only")
                .params(webhook, clock.getAsLong(), most)
                .query((row, number) -> new Due(new Key(webhook, row.getString(1)), row.getLong(2)))
                .list();
    }

    /** Empty where another node has it, or where nothing is pending. */
    Optional<Claim> claim(Due due, long millis) {
        long until = clock.getAsLong() + millis;
        if (move(due.key(), due.at(), until) == 0) {
            return Optional.empty();
        }
        Optional<Claim> first = jdbc.sql("select d.position as at_position, d.attempts, " + LoggedEvent.COLUMNS
                        + " from deliveries d left join events e on e.id = d.event_id where d.destination = ?"
                        + " and d.order_key = ? and d.state = 'pending'"
                        + " order by d.destination, d.order_key, d.state, d.position fetch first 1 rows only")
                .params(due.key().webhook(), due.key().orderKey())
                .query((row, number) -> claim(due.key(), until, row, number))
                .optional();
        if (first.isEmpty()) {
            settle(due.key(), until);
        }
        return first;
    }

    private static Claim claim(Key key, long until, ResultSet row, int number) throws SQLException {
        LoggedEvent event = row.getString("id") == null ? null : LoggedEvent.row(row, number);
        return new Claim(key, until, row.getLong("at_position"), row.getInt("attempts"), event);
    }

    private int move(Key key, long from, long to) {
        return jdbc.sql("update webhook_queues set next_attempt_at = ? where destination = ? and order_key = ?"
                        + " and next_attempt_at = ?")
                .params(to, key.webhook(), key.orderKey(), from)
                .update();
    }

    private void settle(Key key, long until) {
        transaction.executeWithoutResult(status -> {
            long now = clock.getAsLong();
            if (move(key, until, now) == 1 && !hasPending(key)) {
                move(key, now, IDLE);
            }
        });
    }

    private boolean hasPending(Key key) {
        return jdbc.sql("select position from deliveries where destination = ? and order_key = ? and state = 'pending'"
                        + " order by destination, order_key, state, position fetch first 1 rows only")
                .params(key.webhook(), key.orderKey())
                .query(Long.class)
                .optional()
                .isPresent();
    }

    /**
     * Writes what became of it. Nothing where others took it for lost.
     *
     * @param state {@code pending}, {@code delivered} or {@code dead}
     * @param next when it is sent again, where it is pending
     */
    void finish(Claim claim, String state, long next, Integer status, String error) {
        transaction.executeWithoutResult(open -> {
            long now = clock.getAsLong();
            boolean again = state.equals("pending");
            long then = again ? next : now;
            if (move(claim.key(), claim.until(), then) == 0) {
                return;
            }
            jdbc.sql("update deliveries set state = ?, attempts = attempts + 1, next_attempt_at = ?, status_code = ?,"
                            + " error = ?, updated_at = ? where destination = ? and position = ? and state = 'pending'")
                    .params(state, then, status, error, now, claim.key().webhook(), claim.position())
                    .update();
            if (!again && !hasPending(claim.key())) {
                move(claim.key(), then, IDLE);
            }
        });
    }

    /** What is pending becomes dead; what is under way is not waited for. */
    void end(String webhook) {
        inChunks(webhook, "pending", (keys, positions) -> {
            long now = clock.getAsLong();
            int ended = jdbc.sql("update deliveries set state = 'dead', error = :error, updated_at = :now"
                            + " where destination = :webhook and position in (:positions) and state = 'pending'")
                    .param("error", INACTIVE)
                    .param("now", now)
                    .param("webhook", webhook)
                    .param("positions", positions)
                    .update();
            jdbc.sql(
                            "update webhook_queues q set next_attempt_at = :idle where destination = :webhook and order_key in (:keys)"
                                    + " and not exists (select 1 from deliveries d where d.destination = q.destination"
                                    + " and d.order_key = q.order_key and d.state = 'pending')")
                    .param("idle", IDLE)
                    .param("webhook", webhook)
                    .param("keys", keys)
                    .update();
            return ended;
        });
    }

    /**
     * What is dead becomes pending, as if it had never been sent.
     *
     * @return how many
     */
    int replayDead(String webhook) {
        return inChunks(webhook, "dead", (keys, positions) -> replay(webhook, keys, positions));
    }

    private int replay(String webhook, Collection<String> keys, Collection<Long> positions) {
        long now = clock.getAsLong();
        int replayed = jdbc.sql("update deliveries set state = 'pending', attempts = 0, next_attempt_at = :now,"
                        + " status_code = null, error = null, updated_at = :now where destination = :webhook"
                        + " and position in (:positions) and state <> 'pending'")
                .param("now", now)
                .param("webhook", webhook)
                .param("positions", positions)
                .update();
        jdbc.sql(
                        "update webhook_queues set next_attempt_at = :now where destination = :webhook and order_key in (:keys)"
                                + " and next_attempt_at = :idle")
                .param("now", now)
                .param("webhook", webhook)
                .param("keys", keys)
                .param("idle", IDLE)
                .update();
        return replayed;
    }

    /** @return whether it was delivered or dead, and is pending now; empty where the webhook was never to get it */
    Optional<Boolean> replay(String webhook, String event) {
        return jdbc.sql("select position, order_key from deliveries where event_id = ? and destination = ?")
                .params(event, webhook)
                .query((row, number) -> new Place(row.getLong(1), row.getString(2)))
                .optional()
                .map(place -> transaction.execute(status -> {
                    lock(webhook, List.of(place.orderKey()));
                    return replay(webhook, List.of(place.orderKey()), List.of(place.position())) == 1;
                }));
    }

    /** @return the active webhooks for which the event was dead, and is pending now */
    List<String> revive(String event) {
        return jdbc
                .sql(
                        "select d.destination from deliveries d join webhooks w on w.id = d.destination where d.event_id = ?"
                                + " and d.state = 'dead' and w.active order by d.destination")
                .param(event)
                .query(String.class)
                .list()
                .stream()
                .filter(webhook -> replay(webhook, event).orElse(false))
                .toList();
    }

    private record Place(long position, String orderKey) {}

    private interface Chunk {
        int change(Collection<String> keys, Collection<Long> positions);
    }

    /** Those that are in a state now: none twice, also where a change brings some back into it. */
    private int inChunks(String webhook, String state, Chunk chunk) {
        int changed = 0;
        long after = 0;
        List<Place> found;
        do {
            found = jdbc.sql(
                            "select position, order_key from deliveries where destination = ? and state = ? and position > ?"
                                    + " order by destination, state, position fetch first ? rows only")
                    .params(webhook, state, after, CHUNK)
                    .query((row, number) -> new Place(row.getLong(1), row.getString(2)))
                    .list();
            if (!found.isEmpty()) {
                List<Place> places = found;
                changed += transaction.execute(status -> {
                    Set<String> keys =
                            places.stream().map(Place::orderKey).collect(Collectors.toCollection(TreeSet::new));
                    lock(webhook, keys);
                    return chunk.change(
                            keys, places.stream().map(Place::position).toList());
                });
                after = found.get(found.size() - 1).position();
            }
        } while (found.size() == CHUNK);
        return changed;
    }

    /** One after the other: no two that hold several wait for each other. */
    private void lock(String webhook, Collection<String> sortedKeys) {
        batches.batchUpdate(
                "update webhook_queues set next_attempt_at = next_attempt_at where destination = ? and order_key = ?",
                sortedKeys.stream().map(key -> new Object[] {webhook, key}).toList());
    }

    /** Deletes all of a webhook that is deleted. */
    void forget(String webhook) {
        transaction.executeWithoutResult(status -> {
            lock(
                    webhook,
                    new TreeSet<>(jdbc.sql("select order_key from webhook_queues where destination = ?")
                            .param(webhook)
                            .query(String.class)
                            .list()));
            jdbc.sql("delete from webhook_queues where destination = ?")
                    .param(webhook)
                    .update();
        });
        jdbc.sql("delete from deliveries where destination = ?").param(webhook).update();
    }

    /** Deletes queues that nothing is known of any more, and what a webhook has left that was deleted meanwhile. */
    void sweep() {
        jdbc.sql(
                        "delete from webhook_queues where next_attempt_at = ? and not exists (select 1 from deliveries d"
                                + " where d.destination = webhook_queues.destination and d.order_key = webhook_queues.order_key)")
                .param(IDLE)
                .update();
        jdbc.sql("select distinct destination from webhook_queues q where not exists (select 1 from webhooks w"
                        + " where w.id = q.destination)")
                .query(String.class)
                .list()
                .forEach(this::forget);
    }
}
