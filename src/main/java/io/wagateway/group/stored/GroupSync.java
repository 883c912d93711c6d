package io.wagateway.group.stored;

import io.wagateway.database.DatabaseGuard;
import io.wagateway.engine.FairShare;
import io.wagateway.session.SyncStore;
import io.wagateway.session.SyncStore.Due;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refreshes the stored groups of every connected session: starts the refreshes that are due, renews their leases, and
 * removes the groups of deleted sessions. Many nodes may run it; a lease gives each session to one of them.
 *
 * <p>A refresh of thousands of groups takes an hour. So each organisation has its {@link FairShare} of this node's places, and
 * a refresh of the one that has the most pauses if another one waits.
 */
final class GroupSync implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupSync.class);

    /** Refreshes at a time on one node; each sends its engine one request at a time. */
    static final int MAX_RUNNING = 64;

    /** More than can start, as some may belong to organisations that have their share. */
    private static final int MAX_DUE = 4 * MAX_RUNNING;

    /** A refresh runs at least so long before it pauses for others. */
    static final Duration TURN = Duration.ofSeconds(30);

    /** A node that does not renew its lease for this long loses the refresh to another. */
    static final Duration LEASE = Duration.ofSeconds(30);

    private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(30);
    private static final int SWEEP_BATCH = 20;
    private static final int SHUTDOWN_SECONDS = 5;

    /** The time that a refresh has a place. */
    private static final class Turn {
        private final String organization;
        private final long startedAt;
        private volatile boolean over;

        Turn(String organization, long startedAt) {
            this.organization = organization;
            this.startedAt = startedAt;
        }

        boolean isOver() {
            return over;
        }
    }

    private final SyncStore syncs;
    private final GroupRefresh refresh;
    private final RefreshProperties properties;
    private final ExecutorService executor;
    private final String owner;
    private final LongSupplier clock;
    private final FairShare places = new FairShare(MAX_RUNNING);
    private final Map<String, Turn> running = new ConcurrentHashMap<>();
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
                startDue(now);
            }
            sweep(now);
        });
    }

    /** Those of organisations that have few places first. */
    private void startDue(long now) {
        Map<String, Integer> before = new HashMap<>();
        Map<Due, Integer> turns = new LinkedHashMap<>();
        syncs.due(now, MAX_DUE)
                .forEach(due -> turns.put(
                        due, before.merge(due.organization(), 1, Integer::sum) + places.placesOf(due.organization())));
        Set<String> refused = new LinkedHashSet<>();
        turns.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .forEach(due -> {
                    if (!refused.contains(due.organization()) && !start(due, now)) {
                        refused.add(due.organization());
                    }
                });
        refused.forEach(organization -> endATurnFor(organization, now));
    }

    /** @return false if there is no place for the organisation */
    private boolean start(Due due, long now) {
        String organization = due.organization();
        if (!places.tryTake(organization)) {
            return false;
        }
        boolean started = false;
        try {
            Optional<SyncStore.Lease> claimed = syncs.claim(due.sessionId(), owner, now, now + LEASE.toMillis());
            if (claimed.isPresent()) {
                Turn turn = new Turn(organization, now);
                running.put(due.sessionId(), turn);
                executor.execute(
                        () -> refresh.run(claimed.get(), owner, turn::isOver, () -> end(due.sessionId(), turn)));
                started = true;
            }
        } finally {
            if (!started) {
                places.release(organization);
            }
        }
        return true;
    }

    private void end(String sessionId, Turn turn) {
        if (running.remove(sessionId, turn)) {
            places.release(turn.organization);
        }
    }

    /** Ends the turn of a refresh of the organisation that has the most places, unless this one has about as many. */
    private void endATurnFor(String organization, long now) {
        int own = places.placesOf(organization);
        running.values().stream()
                .filter(turn -> !turn.isOver() && now - turn.startedAt >= TURN.toMillis())
                .filter(turn -> own == 0 || places.placesOf(turn.organization) > own + 1)
                .filter(turn -> !turn.organization.equals(organization))
                .max(Comparator.<Turn>comparingInt(turn -> places.placesOf(turn.organization))
                        .thenComparing(turn -> -turn.startedAt))
                .ifPresent(turn -> turn.over = true);
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
