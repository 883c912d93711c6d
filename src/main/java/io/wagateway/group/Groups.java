package io.wagateway.group;

import io.wagateway.engine.EngineOperation;
import io.wagateway.engine.Engines;
import io.wagateway.engine.FreshReads;
import io.wagateway.error.EngineFailure;
import io.wagateway.error.Forbidden;
import io.wagateway.error.NotFound;
import io.wagateway.session.Connections;
import io.wagateway.session.Session;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Groups as the engines see them now: reads that stay true for a moment, and changes that keep them true. */
final class Groups {
    private record Key(String session, String group) {}

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
    private static final FreshReads.Policy OTHER_NAMES = new FreshReads.Policy(Duration.ofMinutes(1), 10_000);

    private final Engines engines;
    private final Connections connections;
    private final FreshReads<Key, GroupSnapshot> reads;
    private final FreshReads<Key, Map<String, Object>> otherNames;

    private final Map<Target, Changes> changing = new ConcurrentHashMap<>();

    Groups(Engines engines, Connections connections, FreshReads.Policy policy) {
        this.engines = engines;
        this.connections = connections;
        this.reads = new FreshReads<>(policy, GroupSnapshot::size, group -> true);
        this.otherNames = new FreshReads<>(OTHER_NAMES, names -> 1, names -> true);
    }

    CompletableFuture<GroupSnapshot> read(String requestId, Session session, String gid) {
        return reads.get(new Key(session.id(), gid), () -> ask(requestId, session, gid));
    }

    private CompletableFuture<GroupSnapshot> ask(String requestId, Session session, String gid) {
        return connections
                .live(
                        session,
                        engines.ask(requestId, session.engine(), EngineOperation.READ_GROUP, question(session, gid)))
                .thenApply(answer -> GroupSnapshot.of(answer, session));
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
            return CompletableFuture.failedFuture(new NotFound("member not found"));
        }
        Map<String, Object> question = new HashMap<>();
        question.put("session", session.engineSession());
        question.put("member", jid);
        return otherNames
                .get(
                        new Key(session.id(), jid),
                        () -> connections.live(
                                session, engines.ask(requestId, session.engine(), EngineOperation.RESOLVE, question)))
                .thenApply(names -> {
                    GroupSnapshot.Member member =
                            group.member((String) names.get(jid.endsWith("@lid") ? "jid" : "lid"));
                    if (member == null) {
                        throw new NotFound("member not found");
                    }
                    return member;
                });
    }

    /**
     * Makes WhatsApp change a member's role. Done means that it did: an engine that cannot say has its roles read back.
     *
     * @param role admin or member
     */
    CompletableFuture<Void> change(
            String requestId, Session session, String gid, GroupSnapshot.Member member, String role) {
        Key key = new Key(session.id(), gid);
        Target target = new Target(key, member.address());
        changing.compute(target, (same, before) -> Changes.entered(before));
        EngineOperation operation = role.equals("admin") ? EngineOperation.PROMOTE : EngineOperation.DEMOTE;
        Map<String, Object> question = question(session, gid);
        question.put("member", member.address());
        return connections
                .live(session, engines.ask(requestId, session.engine(), operation, question))
                .whenComplete((answer, failure) -> {
                    boolean alone = !changing.get(target).contested();
                    changing.computeIfPresent(target, (same, before) -> Changes.left(before));
                    boolean sure = failure == null && "done".equals(answer.get("outcome")) && alone;
                    if (sure) {
                        reads.update(key, group -> group.with(member, role));
                    } else {
                        // In doubt, the next decision rests on a new read.
                        reads.drop(key);
                    }
                })
                .thenCompose(answer -> switch (String.valueOf(answer.get("outcome"))) {
                    case "done" -> CompletableFuture.completedFuture(null);
                    case "unverified" -> readBack(requestId, session, gid, member, role);
                    default -> CompletableFuture.failedFuture(EngineFailure.error("the engine answered nonsense"));
                });
    }

    private CompletableFuture<Void> readBack(
            String requestId, Session session, String gid, GroupSnapshot.Member member, String role) {
        return reads.getLater(new Key(session.id(), gid), () -> ask(requestId, session, gid))
                .thenAccept(group -> {
                    if (group.isWithoutSelf()) {
                        throw new NotFound("group not found");
                    }
                    // The second read may know the member by the other name only.
                    GroupSnapshot.Member now = group.member(member.jid());
                    if (now == null) {
                        now = group.member(member.lid());
                    }
                    if (now == null) {
                        throw new NotFound("member not found");
                    }
                    if (now.isAdmin() == role.equals("admin")) {
                        return;
                    }
                    if (group.isNotAdministered()) {
                        throw new Forbidden("the session's account is not an admin of the group");
                    }
                    throw EngineFailure.error("WhatsApp did not apply the change");
                });
    }

    private static Map<String, Object> question(Session session, String gid) {
        Map<String, Object> question = new HashMap<>();
        question.put("session", session.engineSession());
        question.put("group", gid);
        return question;
    }
}
