package io.wagateway.group;

import io.wagateway.cache.AsyncReadCache;
import io.wagateway.engine.EngineOperation;
import io.wagateway.engine.Jids;
import io.wagateway.error.NotFoundException;
import io.wagateway.pipeline.AsyncStep;
import io.wagateway.session.Session;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Finds the session's account, and other members, in a group's list. A list may have a member by one name only, the user
 * JID or the LID; the gateway then asks an engine that knows both for the other.
 */
final class MemberLookup {
    private record Key(String session, String name) {}

    /** Which number has which LID does not change within a minute. */
    private static final AsyncReadCache.Policy NAMES = new AsyncReadCache.Policy(Duration.ofMinutes(1), 10_000);

    private final GroupEngine engine;
    private final AsyncReadCache<Key, Map<String, Object>> memberNames;
    private final AsyncReadCache<Key, Map<String, Object>> accountNames;

    MemberLookup(GroupEngine engine, Executor executor) {
        this.engine = engine;
        // A person whose other name is unknown may write to the account at any moment, and then it is known.
        this.memberNames = new AsyncReadCache<>(
                NAMES, names -> 1, names -> names.get("jid") != null && names.get("lid") != null, executor);
        this.accountNames = new AsyncReadCache<>(NAMES, names -> 1, names -> true, executor);
    }

    /** The role of the session's account in the group; UNKNOWN if neither the list nor the engine can tell. */
    CompletableFuture<AccountRole> accountRole(String requestId, Session session, GroupSnapshot group) {
        AccountRole listed = group.accountRole(session.waJid(), session.waLid());
        String name = session.waJid() != null ? session.waJid() : session.waLid();
        if (listed != AccountRole.UNKNOWN || name == null || !engine.offers(session, EngineOperation.RESOLVE)) {
            return CompletableFuture.completedFuture(listed);
        }
        return accountNames
                .get(new Key(session.id(), name), () -> resolve(requestId, session, name)
                        .exceptionallyCompose(failure -> AsyncStep.cause(failure) instanceof NotFoundException
                                ? CompletableFuture.completedFuture(Map.of())
                                : CompletableFuture.failedFuture(failure)))
                .handle((names, failure) -> {
                    String other = failure == null ? otherName(names, name) : null;
                    return Jids.isLid(name) ? group.accountRole(other, name) : group.accountRole(name, other);
                });
    }

    /**
     * The member with that user JID or LID; fails with 404 if there is none. If the member may be in a row that the gateway
     * cannot read, the result has no role.
     */
    CompletableFuture<GroupSnapshot.Member> member(String requestId, Session session, GroupSnapshot group, String jid) {
        GroupSnapshot.Member listed = group.member(jid);
        if (listed != null) {
            return CompletableFuture.completedFuture(listed);
        }
        if (!group.mayList(jid) || !engine.offers(session, EngineOperation.RESOLVE)) {
            return notListed(group, jid, new NotFoundException("member not found"));
        }
        return memberNames
                .get(new Key(session.id(), jid), () -> resolve(requestId, session, jid))
                .thenApply(names -> {
                    String other = otherName(names, jid);
                    GroupSnapshot.Member member = other == null ? null : group.member(other);
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

    private CompletableFuture<Map<String, Object>> resolve(String requestId, Session session, String name) {
        Map<String, Object> request = GroupEngine.request(session);
        request.put("member", name);
        return engine.ask(requestId, session, EngineOperation.RESOLVE, request).thenApply(names -> {
            if (!isTextOrNull(names.get("jid")) || !isTextOrNull(names.get("lid"))) {
                throw GroupEngine.invalidResponse();
            }
            return names;
        });
    }

    private static boolean isTextOrNull(Object name) {
        return name == null || name instanceof String;
    }

    private static String otherName(Map<String, Object> names, String name) {
        return (String) names.get(Jids.isLid(name) ? "jid" : "lid");
    }
}
