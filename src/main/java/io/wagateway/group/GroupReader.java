package io.wagateway.group;

import io.wagateway.cache.AsyncReadCache;
import io.wagateway.engine.EngineOperation;
import io.wagateway.group.stored.MemberRole;
import io.wagateway.group.stored.StoredGroups;
import io.wagateway.pipeline.ActiveCall;
import io.wagateway.pipeline.CallContext;
import io.wagateway.session.Session;
import io.wagateway.session.SessionStatusService;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Reads groups from the engines. A read may be reused for as long as the cache's policy allows. */
final class GroupReader {
    private record Key(String session, String group) {}

    private final GroupEngine engine;
    private final SessionStatusService statusService;
    private final StoredGroups stored;
    private final AsyncReadCache<Key, GroupSnapshot> reads;

    GroupReader(
            GroupEngine engine,
            SessionStatusService statusService,
            StoredGroups stored,
            AsyncReadCache.Policy policy,
            Executor executor) {
        this.engine = engine;
        this.statusService = statusService;
        this.stored = stored;
        this.reads = new AsyncReadCache<>(policy, GroupSnapshot::size, group -> true, executor);
    }

    /** @param since the {@link System#nanoTime()} at which the call came: a refusal from before it is none */
    CompletableFuture<GroupSnapshot> read(ActiveCall call, Session session, String gid, long since) {
        return reads.get(
                new Key(session.id(), gid),
                since,
                CallRenewal::isRefusal,
                () -> CallContext.logged(call.requestId(), () -> ask(call, session, gid)));
    }

    /**
     * Starts a read before the gateway knows whether the session is connected; empty if no read is needed, or if it would
     * hardly succeed.
     */
    Optional<CompletableFuture<GroupSnapshot>> readAhead(ActiveCall call, Session session, String gid) {
        return engine.offers(session, EngineOperation.READ_GROUP) && statusService.isWorthAskingAhead(session)
                ? reads.begin(new Key(session.id(), gid), () -> ask(call, session, gid))
                : Optional.empty();
    }

    /**
     * A read that started ahead, once the engine has reported the session as connected: if the read finds that it is not,
     * it corrects the stored status.
     */
    CompletableFuture<GroupSnapshot> use(Session session, CompletableFuture<GroupSnapshot> ahead) {
        return statusService.live(session, ahead);
    }

    /** A read that starts after now. */
    CompletableFuture<GroupSnapshot> readAgain(GroupCall call) {
        return shared(call, () -> reads.getLater(key(call), () -> ask(call)));
    }

    /** A read that started after the call had come. */
    CompletableFuture<GroupSnapshot> readSinceCall(GroupCall call) {
        return shared(call, () -> reads.getSince(key(call), call.arrivedAt(), () -> ask(call)));
    }

    /** The next decision needs a new read. */
    void forget(Session session, String gid) {
        reads.drop(new Key(session.id(), gid));
    }

    /** As {@link #forget(Session, String)}. */
    void forget(GroupCall call) {
        reads.drop(key(call));
    }

    /** Changes the cached read of the group to what WhatsApp has confirmed. */
    void update(GroupCall call, GroupSnapshot.Member member, MemberRole role) {
        reads.update(key(call), group -> group.with(member, role));
    }

    private static CompletableFuture<GroupSnapshot> shared(
            GroupCall call, Supplier<CompletableFuture<GroupSnapshot>> read) {
        return call.active().shared(call.session().engine(), read);
    }

    private static Key key(GroupCall call) {
        return new Key(call.session().id(), call.gid());
    }

    /** By any thread: the call may have waited for another read. */
    private CompletableFuture<GroupSnapshot> ask(GroupCall call) {
        return CallContext.logged(call.active().requestId(), () -> ask(call.active(), call.session(), call.gid()));
    }

    private CompletableFuture<GroupSnapshot> ask(ActiveCall call, Session session, String gid) {
        long startedAt = System.nanoTime();
        return stored.watch(
                        session,
                        gid,
                        () -> engine.ask(call, session, EngineOperation.READ_GROUP, GroupEngine.request(session, gid)))
                .thenApply(response -> GroupSnapshot.of(response, startedAt));
    }
}
