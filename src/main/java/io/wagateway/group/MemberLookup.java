package io.wagateway.group;

import io.wagateway.cache.AsyncReadCache;
import io.wagateway.engine.EngineOperation;
import io.wagateway.engine.Jids;
import io.wagateway.error.EngineException;
import io.wagateway.error.NotFoundException;
import io.wagateway.pipeline.ActiveCall;
import io.wagateway.pipeline.AsyncStep;
import io.wagateway.pipeline.CallContext;
import io.wagateway.session.Session;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Finds the session's account, and other members, in a group's list. A list may have a member by one name only, the user
 * JID or the LID; the gateway then asks an engine that knows both for the other.
 */
final class MemberLookup {
    /** Names that a call looks up at a time. */
    static final int AT_A_TIME = 16;

    private record Key(String session, String name) {}

    /**
     * What the engine knows of a person.
     *
     * @param jid user JID; null if the engine does not know it
     * @param lid null if the engine does not know it
     * @param askedAt the {@link System#nanoTime()} before the engine was asked
     */
    private record Names(String jid, String lid, long askedAt) {
        boolean areKnown() {
            return jid != null && lid != null;
        }

        /** Of the other kind than the name; null if the engine does not know it. */
        String other(String name) {
            return Jids.isLid(name) ? jid : lid;
        }
    }

    /** Which number has which LID does not change within a minute. */
    private static final AsyncReadCache.Policy NAMES = new AsyncReadCache.Policy(Duration.ofMinutes(1), 10_000);

    private final GroupEngine engine;
    private final AsyncReadCache<Key, Names> memberNames;
    private final AsyncReadCache<Key, Names> accountNames;

    MemberLookup(GroupEngine engine, Executor executor) {
        this.engine = engine;
        // A person whose other name is unknown may write to the account at any moment, and then it is known.
        this.memberNames = new AsyncReadCache<>(NAMES, names -> 1, Names::areKnown, executor);
        this.accountNames = new AsyncReadCache<>(NAMES, names -> 1, names -> true, executor);
    }

    /** The role of the session's account in the group; UNKNOWN if neither the list nor the engine can tell. */
    CompletableFuture<AccountRole> accountRole(ActiveCall call, Session session, GroupSnapshot group) {
        AccountRole listed = group.accountRole(session.waJid(), session.waLid());
        String name = session.waJid() != null ? session.waJid() : session.waLid();
        if (listed != AccountRole.UNKNOWN || name == null || !engine.offers(session, EngineOperation.RESOLVE)) {
            return CompletableFuture.completedFuture(listed);
        }
        return accountNames
                .get(new Key(session.id(), name), () -> resolve(call, session, name))
                .handle((names, failure) -> {
                    String other = failure == null ? names.other(name) : null;
                    return Jids.isLid(name) ? group.accountRole(other, name) : group.accountRole(name, other);
                });
    }

    /**
     * The member with that user JID or LID; fails with 404 if there is none. If the member may be in a row that the gateway
     * cannot read, the result has no role.
     *
     * @param since a {@link System#nanoTime()}: the names that the engine knew before can show that somebody is a
     *     member, but not that they are none
     */
    CompletableFuture<GroupSnapshot.Member> member(
            ActiveCall call, Session session, GroupSnapshot group, String jid, long since) {
        GroupSnapshot.Member listed = group.member(jid);
        if (listed != null) {
            return CompletableFuture.completedFuture(listed);
        }
        if (!group.mayList(jid) || !engine.offers(session, EngineOperation.RESOLVE)) {
            return notListed(group, jid, new NotFoundException("member not found"));
        }
        Key key = new Key(session.id(), jid);
        Supplier<CompletableFuture<Names>> resolve =
                () -> CallContext.logged(call.requestId(), () -> resolve(call, session, jid));
        return call.shared(session.engine(), () -> memberNames.get(key, resolve))
                .thenCompose(names -> group.member(names.other(jid)) != null || names.askedAt() - since >= 0
                        ? CompletableFuture.completedFuture(names)
                        : call.shared(session.engine(), () -> memberNames.getSince(key, since, resolve)))
                .thenApply(names -> {
                    GroupSnapshot.Member member = group.member(names.other(jid));
                    if (member == null) {
                        throw new NotFoundException("member not found");
                    }
                    return member;
                })
                .exceptionallyCompose(failure -> notListed(group, jid, failure));
    }

    private static CompletableFuture<GroupSnapshot.Member> notListed(
            GroupSnapshot group, String jid, Throwable failure) {
        boolean mayBeUnread = group.isIncomplete() && AsyncStep.cause(failure) instanceof NotFoundException;
        return mayBeUnread && Jids.isMember(jid)
                ? CompletableFuture.completedFuture(GroupSnapshot.Member.unread(jid))
                : CompletableFuture.failedFuture(failure);
    }

    /** Names are null, too, if the engine knows nobody of that name. */
    private CompletableFuture<Names> resolve(ActiveCall call, Session session, String name) {
        long askedAt = System.nanoTime();
        Map<String, Object> request = GroupEngine.request(session);
        request.put("member", name);
        return engine.ask(call, session, EngineOperation.RESOLVE, request)
                .thenApply(names -> new Names(textOrNull(names.get("jid")), textOrNull(names.get("lid")), askedAt))
                .exceptionallyCompose(failure -> AsyncStep.cause(failure) instanceof NotFoundException
                        ? CompletableFuture.completedFuture(new Names(null, null, askedAt))
                        : CompletableFuture.failedFuture(failure));
    }

    private static String textOrNull(Object name) {
        if (name != null && !(name instanceof String)) {
            throw EngineException.invalidResponse();
        }
        return (String) name;
    }
}
