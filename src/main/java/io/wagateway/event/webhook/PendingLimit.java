package io.wagateway.event.webhook;

import io.wagateway.database.DatabaseGuard;
import io.wagateway.event.delivery.DeliveryState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Bounds how many deliveries of an organisation are pending: the oldest ones above the limit are dead. It counts in the
 * database, so all nodes share the limit. {@link FanOut} writes no more than there is room for, and a little above the
 * limit, so that not each new delivery costs a count.
 */
final class PendingLimit implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PendingLimit.class);
    private static final String PENDING = DeliveryState.PENDING.literal();

    /** So much of the limit may be written above it until somebody counts, which is within five seconds. */
    private static final int TOLERATED_PART = 20;

    private static final int MOST_REQUESTS = 100_000;
    private static final long WARN_INTERVAL = TimeUnit.MINUTES.toMillis(1);

    private final DeliveryCancellation cancellation;
    private final WebhookCursors cursors;
    private final JdbcClient jdbc;
    private final int limit;
    private final LongSupplier clock;
    private final Set<String> requested = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> warnedAt = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            60,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_REQUESTS),
            new CustomizableThreadFactory("pending-limit-"),
            // The next timer finds them.
            new ThreadPoolExecutor.DiscardPolicy());
    private final DatabaseGuard guard =
            new DatabaseGuard(LOG, "Pending deliveries are not limited", () -> !thread.isShutdown());
    private volatile Consumer<String> roomListener = organization -> {};

    /** @param limit of each organisation, at least 1 */
    PendingLimit(
            DeliveryCancellation cancellation, WebhookCursors cursors, JdbcClient jdbc, int limit, LongSupplier clock) {
        this.cancellation = cancellation;
        this.cursors = cursors;
        this.jdbc = jdbc;
        this.limit = limit;
        this.clock = clock;
        thread.allowCoreThreadTimeOut(true);
    }

    /** The error of a delivery that was given up. */
    static String reason(int limit) {
        return "the organisation had more than " + limit + " pending deliveries";
    }

    /** Called with each organisation that has room again: must return at once. */
    void onRoom(Consumer<String> listener) {
        roomListener = listener;
    }

    /** Makes room for an organisation soon. It returns at once. */
    void request(String organization) {
        if (requested.add(organization)) {
            thread.execute(() -> {
                requested.remove(organization);
                guard.run(() -> enforce(organization));
            });
        }
    }

    /** To be called every few seconds: finds what replays, other nodes and nodes that died have left. */
    void enforce() {
        Set<String> organizations = new TreeSet<>(jdbc.sql("select w.organization_id from deliveries d"
                        + " join webhooks w on w.id = d.destination where d.state = " + PENDING
                        + " group by w.organization_id having count(*) > ?")
                .param(limit)
                .query(String.class)
                .list());
        organizations.addAll(cursors.withoutRoom());
        organizations.forEach(this::enforce);
    }

    private void enforce(String organization) {
        List<String> webhooks = jdbc.sql("select id from webhooks where organization_id = ?")
                .param(organization)
                .query(String.class)
                .list();
        long pending = webhooks.isEmpty() ? 0 : count(webhooks);
        if (pending > limit) {
            giveUpOldest(organization, webhooks);
        }
        cursors.setRoom(organization, Math.max(0, limit - pending) + limit / TOLERATED_PART);
        roomListener.accept(organization);
    }

    private long count(List<String> webhooks) {
        return jdbc.sql("select count(*) from deliveries where destination in (:webhooks) and state = " + PENDING)
                .param("webhooks", webhooks)
                .query(Long.class)
                .single();
    }

    private void giveUpOldest(String organization, List<String> webhooks) {
        // The newest that has no room. Counted from the newest on, so that what is delivered, or cut by another node,
        // meanwhile makes it none younger. Those of one event have the same position.
        long last = jdbc.sql("select position from deliveries where state = " + PENDING
                        + " and destination in (:webhooks) order by position desc offset :kept rows"
                        + " fetch first 1 rows only")
                .param("webhooks", webhooks)
                .param("kept", limit)
                .query(Long.class)
                .optional()
                .orElse(0L);
        for (String webhook : webhooks) {
            cancellation.cancelUpTo(webhook, last, reason(limit));
        }
        warn(organization);
    }

    /** Once a minute: a receiver that is down for a day has as many cuts as it has events. */
    private void warn(String organization) {
        long now = clock.getAsLong();
        warnedAt.values().removeIf(at -> now - at >= WARN_INTERVAL);
        if (warnedAt.putIfAbsent(organization, now) == null) {
            LOG.warn(
                    "organization={} had more pending deliveries to webhooks than {}: the oldest above that are dead",
                    organization,
                    limit);
        }
    }

    /** Without an interrupt: the embedded database does not survive one. */
    @Override
    public void close() {
        thread.getQueue().clear();
        thread.shutdown();
    }
}
