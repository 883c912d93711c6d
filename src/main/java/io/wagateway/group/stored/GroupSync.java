package io.wagateway.group.stored;

import io.wagateway.database.DatabaseGuard;
import io.wagateway.session.SyncStore;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refreshes the stored groups of every connected session: starts the refreshes that are due, renews their leases, and
 * removes the groups of deleted sessions. Many nodes may run it; a lease gives each session to one of them.
 */
final class GroupSync implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupSync.class);

    /** Refreshes at a time on one node; each sends its engine one request at a time. */
    private static final int MAX_RUNNING = 64;

    /** A node that does not renew its lease for this long loses the refresh to another. */
    static final Duration LEASE = Duration.ofSeconds(30);

    private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(30);
    private static final int SWEEP_BATCH = 20;
    private static final int SHUTDOWN_SECONDS = 5;

    private final SyncStore syncs;
    private final GroupRefresh refresh;
    private final RefreshProperties properties;
    private final ExecutorService executor;
    private final String owner;
    private final LongSupplier clock;
    private final Map<String, Boolean> running = new ConcurrentHashMap<>();
    private final DatabaseGuard guard;
    private long nextSweep;

    /**
     * For this node.
     *
     * @param owner names this process, and no other
     * @param clock the database's time
     */
    GroupSync(
            SyncStore syncs,
            GroupRefresh refresh,
            RefreshProperties properties,
            ExecutorService executor,
            String owner,
            LongSupplier clock) {
        this.syncs = syncs;
        this.refresh = refresh;
        this.properties = properties;
        this.executor = executor;
        this.owner = owner;
        this.clock = clock;
        this.guard = new DatabaseGuard(LOG, "Stored groups are not refreshed", () -> !executor.isShutdown());
    }

    /** A timer calls this every second, never twice at a time. */
    void tick() {
        guard.run(() -> {
            long now = clock.getAsLong();
            if (!properties.isOff()) {
                syncs.renew(running.keySet(), owner, now + LEASE.toMillis());
                syncs.due(now, MAX_RUNNING - running.size()).forEach(session -> start(session, now));
            }
            sweep(now);
        });
    }

    private void start(String sessionId, long now) {
        syncs.claim(sessionId, owner, now, now + LEASE.toMillis()).ifPresent(lease -> {
            running.put(sessionId, true);
            executor.execute(() -> refresh.run(lease, owner, () -> running.remove(sessionId)));
        });
    }

    /** Waits for writes that have begun, as the database is still open. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(SHUTDOWN_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("Could not store all groups before the shutdown; the next refresh stores them");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweep(long now) {
        if (now >= nextSweep && !refresh.sweep(SWEEP_BATCH)) {
            nextSweep = now + SWEEP_INTERVAL.toMillis();
        }
    }
}
