package io.wagateway.group.stored;

import com.github.f4b6a3.ulid.UlidCreator;
import io.wagateway.session.SyncStore;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all refreshes share. */
final class GroupRefresh {
    private static final Logger LOG = LoggerFactory.getLogger(GroupRefresh.class);

    private final Set<String> toldNotToList = ConcurrentHashMap.newKeySet();

    final SyncStore syncs;
    final GroupStore store;
    final LiveGroups live;
    final RefreshProperties properties;
    final Executor executor;
    final LongSupplier clock;

    GroupRefresh(
            SyncStore syncs,
            GroupStore store,
            LiveGroups live,
            RefreshProperties properties,
            Executor executor,
            LongSupplier clock) {
        this.syncs = syncs;
        this.store = store;
        this.live = live;
        this.properties = properties;
        this.executor = executor;
        this.clock = clock;
    }

    /** @param ended called when this node has nothing to do with it any more */
    void run(SyncStore.Lease lease, String owner, Runnable ended) {
        String requestId = UlidCreator.getMonotonicUlid().toString();
        new RefreshRun(this, lease, owner, requestId, ended).start();
    }

    /** False where deleted sessions have left nothing. */
    boolean sweep(int most) {
        boolean some = store.removeOfDeleted(most);
        if (!some) {
            syncs.removeDeleted();
        }
        return some;
    }

    /** An engine that cannot list groups is told of once. */
    void cannotList(String engine) {
        if (toldNotToList.add(engine)) {
            LOG.warn("engine={} cannot list groups: stored are those that live calls read", engine);
        }
    }
}
