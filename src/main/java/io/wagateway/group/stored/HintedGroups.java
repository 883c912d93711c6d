package io.wagateway.group.stored;

import io.wagateway.engine.HintedReads;
import io.wagateway.engine.Jids;
import io.wagateway.error.DomainException;
import io.wagateway.error.NotFoundException;
import io.wagateway.pipeline.ActiveCall;
import io.wagateway.pipeline.AsyncStep;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.DatabaseOutage;
import io.wagateway.session.Session;
import io.wagateway.session.Sessions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads groups again of which somebody says that they have changed, and stores what the read shows. */
public final class HintedGroups {
    private static final Logger LOG = LoggerFactory.getLogger(HintedGroups.class);
    private static final String REQUEST_ID = "hint";

    /** A part of a read that could not be stored may be stored after this time. */
    private static final long POSTPONED_MILLIS = 2_000;

    private record Key(String session, String group) {}

    private final Sessions sessions;
    private final LiveGroups live;
    private final GroupStore store;
    private final Executor executor;
    private final LongSupplier clock;
    private final HintedReads<Key> reads;
    private final List<ReadListener> listeners = new CopyOnWriteArrayList<>();

    /**
     * For this node.
     *
     * @param executor stores what was read
     * @param clock the database's time
     */
    HintedGroups(Sessions sessions, LiveGroups live, GroupStore store, Executor executor, LongSupplier clock) {
        this.sessions = sessions;
        this.live = live;
        this.store = store;
        this.executor = executor;
        this.clock = clock;
        this.reads = new HintedReads<>(this::read, System::nanoTime);
        store.onPostponed(this::readLater);
    }

    /** Called with each read that is stored, with its members. */
    public interface ReadListener {
        /** Must return at once. */
        void read(Session session, ObservedGroup group);
    }

    /** Adds a listener. */
    public void onRead(ReadListener listener) {
        listeners.add(listener);
    }

    /** Reads the group soon; what names no group is ignored. */
    public void hint(Session session, String group) {
        if (Jids.isGroup(group)) {
            reads.hint(session.organizationId(), new Key(session.id(), group));
        }
    }

    private void readLater(String organization, String session, String group) {
        reads.hint(organization, new Key(session, group), POSTPONED_MILLIS);
    }

    private CompletableFuture<?> read(String organization, Key key) {
        return CompletableFuture.supplyAsync(() -> sessions.find(key.session(), organization), executor)
                .thenCompose(session -> session.isEmpty()
                        ? CompletableFuture.completedFuture(null)
                        : CallContext.logged(REQUEST_ID, () -> read(session.get(), key.group())))
                .whenComplete((nothing, failure) -> {
                    if (failure != null) {
                        CallContext.logged(REQUEST_ID, () -> logFailure(key, AsyncStep.cause(failure)));
                    }
                });
    }

    private CompletableFuture<Void> read(Session session, String group) {
        long requestedAt = clock.getAsLong();
        return live.read(new ActiveCall(REQUEST_ID, session.organizationId()), session, group, false)
                .handleAsync(
                        (observed, failure) -> {
                            onRead(session, group, requestedAt, observed, failure);
                            return null;
                        },
                        executor);
    }

    private void onRead(Session session, String group, long requestedAt, ObservedGroup observed, Throwable failure) {
        Throwable cause = failure == null ? null : AsyncStep.cause(failure);
        if (cause != null && !(cause instanceof NotFoundException)) {
            throw cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
        }
        if (cause != null || observed.isWithout(session.waJid(), session.waLid())) {
            store.remove(session.id(), group, requestedAt);
        } else {
            store.storeRead(session.id(), observed, requestedAt, clock.getAsLong());
            listeners.forEach(listener -> listener.read(session, observed));
        }
    }

    private static void logFailure(Key key, Throwable cause) {
        if (cause instanceof DomainException) {
            // The engine client has logged what is wrong with the engine; the next refresh reads the group.
            LOG.debug("session={} Could not read a group that may have changed: {}", key.session(), cause.getMessage());
        } else {
            DatabaseOutage.logFailure(
                    LOG, cause, "session={} Could not store a group that may have changed", key.session());
        }
    }
}
