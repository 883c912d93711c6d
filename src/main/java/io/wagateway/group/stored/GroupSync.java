package io.wagateway.group.stored;

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
 * Refreshes the stored groups of every connected session: begins those that are due, holds their leases, and sweeps out
 * what deleted sessions have left. Many nodes may do it, each session being with one of them.
 */
final class GroupSync implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupSync.class);

    /** Refreshes at once on one node; each asks its engine one question at a time. */
    private static final int MOST = 64;

    /** After this long without a sign of life another node goes on. */
    static final Duration LEASE = Duration.ofSeconds(30);

    private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(30);
    private static final int SWEPT_AT_ONCE = 20;
    private static final int LONGEST_GOODBYE_SECONDS = 5;

    private final SyncStore syncs;
    private final GroupRefresh refresh;
    private final RefreshProperties properties;
    private final ExecutorService executor;
    private final String owner;
    private final LongSupplier clock;
    private final Map<String, Boolean> running = new ConcurrentHashMap<>();
    private long nextSweep;
    private boolean failing;

    /** @param owner this process, as no other calls itself */
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
    }

    /** Called again and again, never twice at a time. */
    void tick() {
        try {
            long now = clock.getAsLong();
            if (!properties.isOff()) {
                syncs.renew(running.keySet(), owner, now + LEASE.toMillis());
                syncs.due(now, MOST - running.size()).forEach(session -> begin(session, now));
            }
            sweep(now);
            failing = false;
        } catch (RuntimeException e) {
            // The database is away, for example: once is enough to be told so.
            if (!failing) {
                LOG.error("Stored groups are not refreshed", e);
            }
            failing = true;
        }
    }

    private void begin(String sessionId, long now) {
        syncs.claim(sessionId, owner, now, now + LEASE.toMillis()).ifPresent(lease -> {
            running.put(sessionId, true);
            executor.execute(() -> refresh.run(lease, owner, () -> running.remove(sessionId)));
        });
    }

    /** Lets what is being written be written, while the database is still there. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(LONGEST_GOODBYE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("What was being stored of groups is left to the next refresh");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweep(long now) {
        if (now >= nextSweep && !refresh.sweep(SWEPT_AT_ONCE)) {
            nextSweep = now + BETWEEN_SWEEPS.toMillis();
        }
    }
}
