package io.wagateway.group;

import io.wagateway.cache.AsyncReadCache;
import io.wagateway.engine.EngineClient;
import io.wagateway.engine.EngineOperation;
import io.wagateway.engine.Jids;
import io.wagateway.engine.MemberResults;
import io.wagateway.error.DomainException;
import io.wagateway.error.EngineException;
import io.wagateway.error.ForbiddenException;
import io.wagateway.error.NotFoundException;
import io.wagateway.group.stored.StoredGroups;
import io.wagateway.pipeline.AsyncStep;
import io.wagateway.session.Session;
import io.wagateway.session.SessionStatusService;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Groups as the engines see them now: reads that stay true for a moment, and changes that keep them true. */
final class Groups {
    private record Key(String session, String group) {
        static Key of(GroupCall call) {
            return new Key(call.session().id(), call.gid());
        }
    }

    private record Target(Key group, String address) {}

    /**
     * Changes of one member that are under way.
     *
     * @param contested whether two of them stood beside each other: then nobody knows which of them WhatsApp did last
     */
    private record Changes(int underWay, boolean contested) {
        static Changes entered(Changes before) {
            return before == null ? new Changes(1, false) : new Changes(before.underWay + 1, true);
        }

        static Changes left(Changes before) {
            return before.underWay == 1 ? null : new Changes(before.underWay - 1, true);
        }
    }

    /** Who has a number or a LID does not change from one minute to the next. */
    private static final AsyncReadCache.Policy NAMES = new AsyncReadCache.Policy(Duration.ofMinutes(1), 10_000);

    private final EngineClient engines;
    private final SessionStatusService statusService;
    private final StoredGroups stored;
    private final ChangeRecorder recorder;
    private final AsyncReadCache<Key, GroupSnapshot> reads;
    private final AsyncReadCache<Key, Map<String, Object>> otherNames;
    private final AsyncReadCache<Key, Map<String, Object>> ownNames;

    private final Map<Target, Changes> changing = new ConcurrentHashMap<>();

    Groups(
            EngineClient engines,
            SessionStatusService statusService,
            StoredGroups stored,
            ChangeRecorder recorder,
            AsyncReadCache.Policy policy) {
        this.engines = engines;
        this.statusService = statusService;
        this.stored = stored;
        this.recorder = recorder;
        this.reads = new AsyncReadCache<>(policy, GroupSnapshot::size, group -> true);
        // Somebody whose other name is not known may write to the account at any moment, and it is.
        this.otherNames =
                new AsyncReadCache<>(NAMES, names -> 1, names -> names.get("jid") != null && names.get("lid") != null);
        this.ownNames = new AsyncReadCache<>(NAMES, names -> 1, names -> true);
    }

    CompletableFuture<GroupSnapshot> read(String requestId, Session session, String gid) {
        return reads.get(new Key(session.id(), gid), () -> ask(requestId, session, gid));
    }

    /** A read ahead, now that the engine has said that the session is connected: one that knows better corrects that. */
    CompletableFuture<GroupSnapshot> taken(Session session, CompletableFuture<GroupSnapshot> ahead) {
        return statusService.live(session, ahead);
    }

    /** A read of this call's own, begun before it is known whether the session is connected; empty where none need be. */
    Optional<CompletableFuture<GroupSnapshot>> readAhead(String requestId, Session session, String gid) {
        return engines.offers(session.engine(), EngineOperation.READ_GROUP) && statusService.isWorthAskingAhead(session)
                ? reads.begin(new Key(session.id(), gid), () -> ask(requestId, session, gid))
                : Optional.empty();
    }

    private CompletableFuture<GroupSnapshot> ask(String requestId, Session session, String gid) {
        CompletableFuture<Map<String, Object>> read =
                ask(requestId, session, EngineOperation.READ_GROUP, question(session, gid));
        return stored.watch(session, gid, read).thenApply(GroupSnapshot::of);
    }

    /**
     * What the session's account is in the group. Where the list has it by its other name only, an engine that knows both
     * is asked; where that does not help either, it stays unknown, as WhatsApp will judge.
     */
    CompletableFuture<AccountRole> accountRole(String requestId, Session session, GroupSnapshot group) {
        AccountRole listed = group.accountRole(session.waJid(), session.waLid());
        String name = session.waJid() != null ? session.waJid() : session.waLid();
        if (listed != AccountRole.UNKNOWN
                || name == null
                || !engines.offers(session.engine(), EngineOperation.RESOLVE)) {
            return CompletableFuture.completedFuture(listed);
        }
        return ownNames.get(new Key(session.id(), name), () -> resolve(requestId, session, name)
                        .exceptionallyCompose(failure -> AsyncStep.cause(failure) instanceof NotFoundException
                                ? CompletableFuture.completedFuture(Map.of())
                                : CompletableFuture.failedFuture(failure)))
                .handle((names, failure) -> {
                    String other = failure == null ? otherName(names, name) : null;
                    return Jids.isLid(name) ? group.accountRole(other, name) : group.accountRole(name, other);
                });
    }

    /**
     * The member of a user JID or LID. Where the group's list has it by the other name only, an engine that knows both is
     * asked; else a failure: 404.
     */
    CompletableFuture<GroupSnapshot.Member> member(String requestId, Session session, GroupSnapshot group, String jid) {
        GroupSnapshot.Member listed = group.member(jid);
        if (listed != null) {
            return CompletableFuture.completedFuture(listed);
        }
        if (!group.mayList(jid) || !engines.offers(session.engine(), EngineOperation.RESOLVE)) {
            return CompletableFuture.failedFuture(new NotFoundException("member not found"));
        }
        return otherNames
                .get(new Key(session.id(), jid), () -> resolve(requestId, session, jid))
                .thenApply(names -> {
                    GroupSnapshot.Member member = group.member(otherName(names, jid));
                    if (member == null) {
                        throw new NotFoundException("member not found");
                    }
                    return member;
                });
    }

    private CompletableFuture<Map<String, Object>> resolve(String requestId, Session session, String name) {
        Map<String, Object> question = new HashMap<>();
        question.put("session", session.engineSession());
        question.put("member", name);
        return ask(requestId, session, EngineOperation.RESOLVE, question).thenApply(names -> {
            if (!isTextOrNull(names.get("jid")) || !isTextOrNull(names.get("lid"))) {
                throw EngineException.error("the engine returned an invalid response");
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

    /**
     * Makes WhatsApp change a member's role. Done means that it did: an engine that cannot say has its roles read back.
     *
     * @param named the member, as the call has it
     * @param change of roles
     */
    CompletableFuture<Void> change(GroupCall call, String named, GroupSnapshot.Member member, MembershipChange change) {
        IntendedChange.Member target = IntendedChange.Member.of(named, member, change.isNoneFor(member));
        return recorder.undertake(
                call, IntendedChange.of(change, List.of(target)), () -> changed(call, member, change.role())
                        .thenApply(nothing -> ChangeResult.of(
                                call.gid(),
                                List.of(change.confirmed(call.gid(), List.of(member), List.of())),
                                change.events(call.origin(), call.gid(), List.of(target)),
                                null)));
    }

    private CompletableFuture<Void> changed(GroupCall call, GroupSnapshot.Member member, String role) {
        EngineOperation operation = role.equals("admin") ? EngineOperation.PROMOTE : EngineOperation.DEMOTE;
        String address = member.address();
        Map<String, Object> question = call.question();
        question.put("member", address);
        return whileChanging(
                        call, List.of(member), role, () -> ask(call.requestId(), call.session(), operation, question)
                                .thenApply(answer -> MemberResults.of(answer, List.of(address))))
                .thenCompose(rows -> {
                    if (rows.refused().containsKey(address)) {
                        throw rows.refused().get(address);
                    }
                    return rows.done().contains(address)
                            ? CompletableFuture.<Void>completedFuture(null)
                            : readBack(call, member, role, rows.accepted());
                });
    }

    private CompletableFuture<Void> readBack(
            GroupCall call, GroupSnapshot.Member member, String role, boolean accepted) {
        return readAgain(call).thenCompose(group -> accountRole(call.requestId(), call.session(), group)
                .thenAccept(accountRole -> {
                    DomainException why = whyNotChanged(group, accountRole, member, role, accepted);
                    if (why != null) {
                        throw why;
                    }
                }));
    }

    /**
     * Lets a change of some members' roles happen, and keeps what is remembered of the group true: a change that is known
     * to be done is written down, and after any other the next decision rests on a new read.
     *
     * @param role what the members are afterwards; null where the change is another one
     */
    CompletableFuture<MemberResults> whileChanging(
            GroupCall call,
            Collection<GroupSnapshot.Member> members,
            String role,
            Supplier<CompletableFuture<MemberResults>> change) {
        Key key = Key.of(call);
        members.forEach(member ->
                changing.compute(new Target(key, member.address()), (same, before) -> Changes.entered(before)));
        return change.get().whenComplete((rows, failure) -> {
            members.forEach(member -> {
                boolean done = failure == null && rows.done().contains(member.address());
                // In one step: nobody may begin to change the same member before this is written down.
                changing.compute(new Target(key, member.address()), (same, changes) -> {
                    // Of many, each would copy the group.
                    if (done && role != null && members.size() == 1 && !changes.contested()) {
                        reads.update(key, group -> group.with(member, role));
                    } else {
                        reads.drop(key);
                    }
                    return Changes.left(changes);
                });
            });
            if (role == null) {
                reads.drop(key);
            }
        });
    }

    /** The next decision rests on a new read. */
    void forget(GroupCall call) {
        reads.drop(Key.of(call));
    }

    /** As {@link #forget(GroupCall)}. */
    void forget(Session session, String gid) {
        reads.drop(new Key(session.id(), gid));
    }

    /** A read that began after now. */
    CompletableFuture<GroupSnapshot> readAgain(GroupCall call) {
        return reads.getLater(Key.of(call), () -> ask(call.requestId(), call.session(), call.gid()));
    }

    /**
     * Null where the group shows that the role was changed.
     *
     * @param accepted whether WhatsApp is known to let the account change members of the group
     */
    static DomainException whyNotChanged(
            GroupSnapshot group, AccountRole accountRole, GroupSnapshot.Member before, String role, boolean accepted) {
        if (accountRole == AccountRole.OUT) {
            return new NotFoundException("group not found");
        }
        GroupSnapshot.Member now = group.find(before);
        if (now == null) {
            return new NotFoundException("member not found");
        }
        boolean asWanted = now.isAdmin() == role.equals("admin");
        if (!asWanted && accountRole == AccountRole.MEMBER) {
            return new ForbiddenException("the session's account is not an admin of the group");
        }
        if (!asWanted) {
            return EngineException.error("WhatsApp did not apply the change");
        }
        // The role was that before: neither it nor the engine says whether the account may change anything here.
        return !accepted && accountRole == AccountRole.UNKNOWN && now.role().equals(before.role())
                ? EngineException.error("the session's engine cannot tell whether the account is an admin of the group")
                : null;
    }

    /** Asks the session's engine; one that finds the account not connected corrects what is stored of it. */
    CompletableFuture<Map<String, Object>> ask(
            String requestId, Session session, EngineOperation operation, Map<String, Object> question) {
        return statusService.live(session, engines.ask(requestId, session.engine(), operation, question));
    }

    private static Map<String, Object> question(Session session, String gid) {
        Map<String, Object> question = new HashMap<>();
        question.put("session", session.engineSession());
        question.put("group", gid);
        return question;
    }
}
