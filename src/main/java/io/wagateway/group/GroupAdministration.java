package io.wagateway.group;

import io.wagateway.call.Steps;
import io.wagateway.engine.EngineOperation;
import io.wagateway.engine.Engines;
import io.wagateway.engine.Jids;
import io.wagateway.engine.MemberRows;
import io.wagateway.error.DomainException;
import io.wagateway.error.EngineFailure;
import io.wagateway.error.NotFound;
import io.wagateway.error.PartlyDone;
import io.wagateway.group.stored.Change;
import io.wagateway.group.stored.SeenGroup;
import io.wagateway.session.Session;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is done to a group as a whole, and is done only when WhatsApp has done it. */
final class GroupAdministration {
    /** In this order, as each is a request of its own to WhatsApp. */
    private static final List<String> FIELDS = List.of("subject", "description", "announce", "locked");

    private static final String LINK = "https://chat.whatsapp.com/";
    private static final Pattern INVITE = Pattern.compile(
            "\\s*(?:https?://chat\\.whatsapp\\.com/(?:invite/)?)?([A-Za-z0-9_-]{8,64})/?(?:\\?\\S*)?\\s*");

    private final Engines engines;
    private final Groups groups;
    private final MemberChanges changes;

    GroupAdministration(Engines engines, Groups groups, MemberChanges changes) {
        this.engines = engines;
        this.groups = groups;
        this.changes = changes;
    }

    /**
     * Makes a group and stores it. Where somebody could not be brought in, a failure that names the group all the same.
     *
     * @param participants user JIDs and LIDs
     * @return the group JID
     */
    CompletableFuture<String> create(String requestId, Session session, String subject, List<String> participants) {
        require(session, EngineOperation.CREATE_GROUP, "createGroup");
        Map<String, Object> question = new HashMap<>();
        question.put("session", session.engineSession());
        question.put("subject", subject);
        question.put("members", participants);
        return groups.ask(requestId, session, EngineOperation.CREATE_GROUP, question)
                .thenCompose(answer -> {
                    Map<String, Object> told = new HashMap<>(asMap(answer.get("group")));
                    told.putIfAbsent("subject", subject);
                    // The account alone: the others are counted when it is known that they are in.
                    told.put("size", 1);
                    SeenGroup made =
                            SeenGroup.told(told).orElseThrow(() -> EngineFailure.error("the engine answered nonsense"));
                    groups.applied(session, new Change.Described(made));
                    Map<String, Object> rows = new HashMap<>();
                    rows.put("outcome", answer.get("rows") == null ? "unverified" : "done");
                    rows.put("rows", answer.get("rows"));
                    GroupCall call = new GroupCall(requestId, session, made.jid(), null, Standing.ADMIN);
                    List<String> others = participants.stream()
                            .filter(jid -> !jid.equals(session.waJid()) && !jid.equals(session.waLid()))
                            .toList();
                    return changes.ofNewGroup(call, others, MemberRows.of(rows, others))
                            .exceptionallyCompose(failure -> CompletableFuture.failedFuture(new PartlyDone(
                                    DomainException.of(Steps.cause(failure)), Map.of("groupJid", made.jid()))))
                            .thenApply(outcomes -> whole(made.jid(), outcomes))
                            .whenComplete((gid, failure) -> readSoon(requestId, session, made.jid()));
                });
    }

    private static String whole(String gid, List<MemberOutcome> outcomes) {
        for (MemberOutcome outcome : outcomes) {
            if (outcome.hasFailed()) {
                throw new PartlyDone(outcome.why(), Map.of("groupJid", gid, "participants", outcomes));
            }
        }
        return gid;
    }

    /** Nobody waits for it: what is read of the group is stored. */
    private void readSoon(String requestId, Session session, String gid) {
        groups.read(requestId, session, gid);
    }

    /**
     * Changes what is named, one after the other; where one fails after others, {@link PartlyDone} names both.
     *
     * @param wanted subject, description, announce, locked: some of them
     */
    CompletableFuture<Void> update(GroupCall call, Map<String, Object> wanted) {
        require(call.session(), EngineOperation.UPDATE_GROUP, "updateGroup");
        List<String> changed = new ArrayList<>();
        CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
        for (String field : FIELDS.stream().filter(wanted::containsKey).toList()) {
            done = done.thenCompose(before -> update(call, field, wanted.get(field)))
                    .thenAccept(nothing -> {
                        changed.add(field);
                        store(call, field, wanted.get(field));
                    });
        }
        return done.exceptionallyCompose(failure -> {
            DomainException why = DomainException.of(Steps.cause(failure));
            return CompletableFuture.failedFuture(
                    changed.isEmpty() ? why : new PartlyDone(why, Map.of("changed", List.copyOf(changed))));
        });
    }

    private void store(GroupCall call, String field, Object value) {
        SeenGroup.told(Map.of("jid", call.gid(), field, value == null ? "" : value))
                .ifPresent(now -> groups.applied(call.session(), new Change.Described(now)));
    }

    private CompletableFuture<Void> update(GroupCall call, String field, Object value) {
        Map<String, Object> question = call.question();
        question.put("field", field);
        question.put("value", value);
        return groups.ask(call.requestId(), call.session(), EngineOperation.UPDATE_GROUP, question)
                .thenCompose(answer -> isVerified(answer)
                        ? CompletableFuture.completedFuture(null)
                        : describe(call).thenAccept(group -> {
                            if (!Objects.equals(written(value), written(group.get(field)))) {
                                throw EngineFailure.error("WhatsApp did not apply the change of '" + field + "'");
                            }
                        }));
    }

    /** A description that is taken away is one that is not there. */
    private static Object written(Object value) {
        return value == null || "".equals(value) ? null : value;
    }

    private static boolean isVerified(Map<String, Object> answer) {
        return switch (String.valueOf(answer.get("outcome"))) {
            case "done" -> true;
            case "unverified" -> false;
            default -> throw EngineFailure.error("the engine answered nonsense");
        };
    }

    /** What the engine now says of the group itself, by whichever question it can be asked. */
    private CompletableFuture<Map<String, Object>> describe(GroupCall call) {
        if (engines.offers(call.session().engine(), EngineOperation.DESCRIBE_GROUP)) {
            return groups.ask(call.requestId(), call.session(), EngineOperation.DESCRIBE_GROUP, call.question())
                    .thenApply(answer -> asMap(answer.get("group")));
        }
        require(call.session(), EngineOperation.LIST_GROUPS, "updateGroup");
        return groups.ask(call.requestId(), call.session(), EngineOperation.LIST_GROUPS, call.question())
                .thenApply(answer -> {
                    if (!(answer.get("groups") instanceof List<?> list)) {
                        throw EngineFailure.error("the engine answered nonsense");
                    }
                    return list.stream()
                            .map(GroupAdministration::asMap)
                            .filter(group -> call.gid().equals(group.get("jid")))
                            .findFirst()
                            .orElseThrow(() -> new NotFound("group not found"));
                });
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Object value) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw EngineFailure.error("the engine answered nonsense");
    }

    /** The full link. */
    CompletableFuture<String> readInvite(GroupCall call) {
        return invite(call, EngineOperation.READ_INVITE, "getGroupInvite");
    }

    /** The full link that is the new one. */
    CompletableFuture<String> revokeInvite(GroupCall call) {
        return invite(call, EngineOperation.REVOKE_INVITE, "revokeGroupInvite");
    }

    private CompletableFuture<String> invite(GroupCall call, EngineOperation operation, String operationId) {
        require(call.session(), operation, operationId);
        return groups.ask(call.requestId(), call.session(), operation, call.question())
                .thenApply(answer -> {
                    Matcher invite = INVITE.matcher(String.valueOf(answer.get("invite")));
                    if (answer.get("invite") == null || !invite.matches()) {
                        throw EngineFailure.error("the engine answered nonsense");
                    }
                    return LINK + invite.group(1);
                });
    }

    CompletableFuture<Void> leave(GroupCall call) {
        require(call.session(), EngineOperation.LEAVE, "leaveGroup");
        return groups.ask(call.requestId(), call.session(), EngineOperation.LEAVE, call.question())
                .whenComplete((answer, failure) -> groups.forget(call))
                .thenCompose(answer -> isVerified(answer)
                        ? CompletableFuture.<Void>completedFuture(null)
                        : groups.readAgain(call)
                                .thenCompose(group -> groups.standing(call.requestId(), call.session(), group))
                                .<Void>handle((standing, failure) -> {
                                    if (failure == null && standing != Standing.OUT) {
                                        throw EngineFailure.error("WhatsApp did not apply the change");
                                    }
                                    if (failure != null && !(Steps.cause(failure) instanceof NotFound)) {
                                        throw DomainException.of(Steps.cause(failure));
                                    }
                                    return null;
                                }))
                .thenRun(() -> groups.applied(call.session(), new Change.Left(call.gid())));
    }

    /**
     * Joins, or finds that the account is in the group already.
     *
     * @param invite a code, or the full link
     * @return the group JID
     */
    CompletableFuture<String> join(String requestId, Session session, String invite) {
        require(session, EngineOperation.JOIN, "joinGroup");
        Matcher code = INVITE.matcher(invite);
        if (!code.matches()) {
            throw new IllegalArgumentException("an invite that the step readBody let pass");
        }
        Map<String, Object> question = new HashMap<>();
        question.put("session", session.engineSession());
        question.put("invite", code.group(1));
        return groups.ask(requestId, session, EngineOperation.JOIN, question).thenApply(answer -> {
            if (answer.get("group") instanceof String gid && Jids.isGroup(gid)) {
                groups.forget(session, gid);
                SeenGroup.told(Map.of("jid", gid)).ifPresent(now -> groups.applied(session, new Change.Described(now)));
                readSoon(requestId, session, gid);
                return gid;
            }
            throw EngineFailure.error("the engine answered nonsense");
        });
    }

    /** 501 where the engine's kind has no route for it. */
    void require(Session session, EngineOperation operation, String operationId) {
        engines.require(session.engine(), operation, operationId);
    }
}
