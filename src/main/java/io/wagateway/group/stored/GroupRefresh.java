package io.wagateway.group.stored;

import com.github.f4b6a3.ulid.UlidCreator;
import io.wagateway.session.SyncStore;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all refreshes of this node share. */
final class GroupRefresh {
    private static final Logger LOG = LoggerFactory.getLogger(GroupRefresh.class);

    private final Set<String> warnedEngines = ConcurrentHashMap.newKeySet();

    final SyncStore syncs;
    final GroupQueries queries;
    final GroupStore store;
    final LiveGroups live;
    final RefreshProperties properties;
    final Executor executor;
    final LongSupplier clock;

    GroupRefresh(
            SyncStore syncs,
            GroupQueries queries,
            GroupStore store,
            LiveGroups live,
            RefreshProperties properties,
            Executor executor,
            LongSupplier clock) {
        this.syncs = syncs;
        this.queries = queries;
        this.store = store;
        this.live = live;
        this.properties = properties;
        this.executor = executor;
        this.clock = clock;
    }

    /**
     * Starts or resumes a refresh.
     *
     * @param turnOver whether it is to pause after the next group, so that others have their turn
     * @param ended called when this node no longer works on the refresh
     */
    void run(SyncStore.Lease lease, String owner, BooleanSupplier turnOver, Runnable ended) {
        String requestId = UlidCreator.getUlid().toString();
        new RefreshRun(this, lease, owner, requestId, turnOver, ended).start();
    }

    /** Removes some groups of deleted sessions; false if there were none. */
    boolean sweep(int limit) {
        boolean some = store.removeOfDeleted(limit);
        if (!some) {
            syncs.removeDeleted();
        }
        return some;
    }

    /** Logs once for each engine that it cannot list groups. */
    void cannotList(String engine) {
        if (warnedEngines.add(engine)) {
            LOG.warn("engine={} The engine cannot list groups; the gateway stores those that calls read", engine);
        }
    }
}
