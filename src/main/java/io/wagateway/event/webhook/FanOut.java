package io.wagateway.event.webhook;

import io.wagateway.event.delivery.DeliveryState;
import io.wagateway.event.delivery.DeliveryWriter;
import io.wagateway.event.delivery.DeliveryWriter.NewDelivery;
import io.wagateway.event.log.LoggedEvent;
import io.wagateway.event.webhook.WebhookCursors.Cursor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Writes the deliveries of events that have positions to the webhooks of their organisation that are active and subscribe to
 * them. A transaction writes a limited number, of which each organisation gets its share, and moves the organisations'
 * cursors: so of whatever is interrupted, nothing is lost and nothing is written twice.
 *
 * <p>If an organisation has so many events waiting that the later ones alone fill its limit of pending deliveries, those of the
 * earlier ones are dead from the start.
 */
final class FanOut {
    /** Organisations of one round. */
    static final int MOST_ORGANIZATIONS = 50;

    /** Deliveries of one round; more only if organisations have more webhooks, as none has less than one event a round. */
    static final int MOST_DELIVERIES = 2_000;

    private static final int MOST_EVENTS = 500;

    /**
     * What a round has done.
     *
     * @param webhooks that have new deliveries
     * @param unfinished organisations that have more events
     * @param full organisations without room, which get no deliveries until somebody has counted the pending ones
     */
    record Round(Set<WaitingWebhook> webhooks, Set<String> unfinished, Set<String> full) {}

    private final WebhookCursors cursors;
    private final WebhookStore webhooks;
    private final WebhookQueueStore queues;
    private final DeliveryWriter deliveries;
    private final JdbcClient jdbc;
    private final TransactionOperations transaction;
    private final int limit;
    private final LongSupplier clock;

    /** @param limit of the pending deliveries of an organisation, at least 1 */
    FanOut(
            WebhookCursors cursors,
            WebhookStore webhooks,
            WebhookQueueStore queues,
            DeliveryWriter deliveries,
            JdbcClient jdbc,
            TransactionOperations transaction,
            int limit,
            LongSupplier clock) {
        this.cursors = cursors;
        this.webhooks = webhooks;
        this.queues = queues;
        this.deliveries = deliveries;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.limit = limit;
        this.clock = clock;
    }

    /**
     * Writes the next deliveries of these organisations, in one transaction; of those that another node works on, none.
     *
     * @param organizations at most {@link #MOST_ORGANIZATIONS}
     */
    Round run(Collection<String> organizations) {
        return transaction.execute(status -> {
            List<Cursor> locked = cursors.lock(organizations);
            Work work = new Work();
            if (!locked.isEmpty()) {
                Map<String, List<Webhook>> active =
                        webhooks
                                .active(locked.stream()
                                        .map(Cursor::organization)
                                        .toList())
                                .stream()
                                .collect(Collectors.groupingBy(Webhook::organization));
                int left = locked.size();
                for (Cursor cursor : locked) {
                    work.add(cursor, active.getOrDefault(cursor.organization(), List.of()), left);
                    left--;
                }
                work.write();
            }
            return work.round();
        });
    }

    /** Collects what one transaction writes. */
    private final class Work {
        private final List<Cursor> moved = new ArrayList<>();
        private final Set<QueueKey> filled = new HashSet<>();
        private final List<NewDelivery> pending = new ArrayList<>();
        private final List<NewDelivery> dead = new ArrayList<>();
        private final Round round = new Round(new HashSet<>(), new HashSet<>(), new HashSet<>());

        /** @param left organisations, this one among them, that share what is left of the round */
        void add(Cursor cursor, List<Webhook> active, int left) {
            if (active.isEmpty()) {
                long last = last(cursor);
                if (last > cursor.position()) {
                    moved.add(new Cursor(cursor.organization(), last, cursor.room()));
                }
                return;
            }
            int share = Math.min(limit, (MOST_DELIVERIES - pending.size() - dead.size()) / left);
            int most = Math.min(MOST_EVENTS, Math.max(1, share / active.size()));
            List<LoggedEvent> events = next(cursor, most);
            if (events.isEmpty()) {
                return;
            }
            long position = events.get(events.size() - 1).position();
            boolean isMore = events.size() == most;
            boolean isObsolete = isMore && isFullWithout(cursor.organization(), position, active);
            int added = add(events, active, written(cursor.position(), position, active), isObsolete ? dead : pending);
            long room = isObsolete ? cursor.room() : cursor.room() - added;
            moved.add(new Cursor(cursor.organization(), position, room));
            if (room < 0) {
                round.full().add(cursor.organization());
            } else if (isMore) {
                round.unfinished().add(cursor.organization());
            }
        }

        private int add(List<LoggedEvent> events, List<Webhook> active, Set<Written> written, List<NewDelivery> rows) {
            int before = rows.size();
            for (LoggedEvent event : events) {
                for (Webhook webhook : active) {
                    if (webhook.subscribesTo(event) && !written.contains(new Written(webhook.id(), event.position()))) {
                        rows.add(event.deliveryTo(webhook.id()));
                        filled.add(new QueueKey(webhook.id(), event.orderKey()));
                        round.webhooks().add(new WaitingWebhook(webhook.id(), webhook.organization()));
                    }
                }
            }
            return rows.size() - before;
        }

        void write() {
            if (!filled.isEmpty()) {
                queues.fill(filled);
            }
            long now = clock.getAsLong();
            if (!pending.isEmpty()) {
                deliveries.write(pending, DeliveryState.PENDING, null, now);
            }
            if (!dead.isEmpty()) {
                deliveries.write(dead, DeliveryState.DEAD, PendingLimit.reason(limit), now);
            }
            if (!moved.isEmpty()) {
                cursors.move(moved);
            }
        }

        Round round() {
            return round;
        }
    }

    private long last(Cursor cursor) {
        return jdbc.sql("select position from events where organization_id = ? and position > ?"
                        + " order by organization_id desc, position desc fetch first 1 rows only")
                .params(cursor.organization(), cursor.position())
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    private List<LoggedEvent> next(Cursor cursor, int most) {
        return jdbc.sql("select " + LoggedEvent.COLUMNS
                        + " from events e where e.organization_id = ? and e.position > ?"
                        + " order by e.organization_id, e.position fetch first ? rows only")
                .params(cursor.organization(), cursor.position(), most)
                .query(LoggedEvent::row)
                .list();
    }

    /** Whether the deliveries of the organisation's events after a position are as many as may be pending. */
    private boolean isFullWithout(String organization, long position, List<Webhook> active) {
        long[] waiting = {0};
        String group = active.stream().anyMatch(webhook -> webhook.scope().groups() != null) ? ", group_jid" : "";
        jdbc.sql("select count(*), event, session_id" + group + " from (select event, session_id" + group
                        + " from events where organization_id = ? and position > ?"
                        + " order by organization_id, position fetch first ? rows only) later"
                        + " group by event, session_id" + group)
                .params(organization, position, limit)
                .query(row -> {
                    String event = row.getString("event");
                    String session = row.getString("session_id");
                    String jid = group.isEmpty() ? null : row.getString("group_jid");
                    waiting[0] += row.getLong(1)
                            * active.stream()
                                    .filter(webhook -> webhook.subscribesTo(event, session, jid))
                                    .count();
                });
        return waiting[0] >= limit;
    }

    private record Written(String webhook, long position) {}

    /** Deliveries after a position that are there already: a node of a previous version writes them with the positions. */
    private Set<Written> written(long after, long last, List<Webhook> active) {
        return Set.copyOf(jdbc.sql("select destination, position from deliveries"
                        + " where destination in (:webhooks) and position > :after and position <= :last")
                .param("webhooks", active.stream().map(Webhook::id).toList())
                .param("after", after)
                .param("last", last)
                .query((row, number) -> new Written(row.getString(1), row.getLong(2)))
                .list());
    }
}
