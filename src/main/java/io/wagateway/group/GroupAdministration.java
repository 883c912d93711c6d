package io.wagateway.group;

import io.wagateway.engine.EngineClient;
import io.wagateway.engine.EngineOperation;
import io.wagateway.engine.Jids;
import io.wagateway.engine.MemberResults;
import io.wagateway.error.DomainException;
import io.wagateway.error.EngineException;
import io.wagateway.error.NotFoundException;
import io.wagateway.error.PartialFailureException;
import io.wagateway.event.log.Event;
import io.wagateway.event.log.EventName;
import io.wagateway.event.log.Origin;
import io.wagateway.event.recovery.Intent;
import io.wagateway.group.stored.Change;
import io.wagateway.group.stored.ObservedGroup;
import io.wagateway.pipeline.AsyncStep;
import io.wagateway.session.Session;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
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

    private final EngineClient engines;
    private final Groups groups;
    private final MemberChanges changes;
    private final ChangeRecorder recorder;

    GroupAdministration(EngineClient engines, Groups groups, MemberChanges changes, ChangeRecorder recorder) {
        this.engines = engines;
        this.groups = groups;
        this.changes = changes;
        this.recorder = recorder;
    }

    /** A group that was made, and what became of those with whom it was. */
    private record Made(GroupCall call, List<String> others, Intent adding, MemberResults rows) {}

    /**
     * Makes a group and stores it. Where somebody could not be brought in, a failure that names the group all the same.
     *
     * @param participants user JIDs and LIDs
     * @return the group JID
     */
    CompletableFuture<String> create(GroupCall call, String subject, List<String> participants) {
        Session session = call.session();
        require(session, EngineOperation.CREATE_GROUP, "createGroup");
        Map<String, Object> question = new HashMap<>();
        question.put("session", session.engineSession());
        question.put("subject", subject);
        question.put("members", participants);
        List<String> others = participants.stream()
                .filter(jid -> !jid.equals(session.waJid()) && !jid.equals(session.waLid()))
                .toList();
        IntendedChange wanted = IntendedChange.of(IntendedChange.Kind.CREATE, Map.of("subject", subject));
        return recorder.undertake(call, wanted, () -> groups.ask(
                                call.requestId(), session, EngineOperation.CREATE_GROUP, question)
                        .thenApply(answer -> made(call, subject, others, answer)))
                .thenCompose(this::withOthers);
    }

    private ChangeResult<Made> made(GroupCall before, String subject, List<String> others, Map<String, Object> answer) {
        Map<String, Object> told = new HashMap<>(asMap(answer.get("group")));
        told.putIfAbsent("subject", subject);
        // The account alone: the others are counted when it is known that they are in.
        told.put("size", 1);
        ObservedGroup made = ObservedGroup.told(told)
                .orElseThrow(() -> EngineException.error("the engine returned an invalid response"));
        Map<String, Object> rows = new HashMap<>();
        rows.put("outcome", answer.get("rows") == null ? "unverified" : "done");
        rows.put("rows", answer.get("rows"));
        GroupCall call = before.ofNew(made.jid());
        Intent adding = recorder.prepare(call, MemberChanges.ofNewGroup(others));
        MemberResults read;
        RuntimeException nonsense = null;
        try {
            read = MemberResults.of(rows, others);
        } catch (DomainException e) {
            // There is a group all the same.
            read = null;
            nonsense = new PartialFailureException(e, Map.of("groupJid", made.jid()));
        }
        List<Event> events = new ArrayList<>();
        events.add(GroupEvents.of(EventName.CREATED, call.origin(), made.jid()));
        if (nonsense != null) {
            events.add(GroupEvents.notDone(call.origin(), made.jid(), null, nonsense));
        }
        ChangeResult<Made> ended = ChangeResult.of(
                made.jid(), List.of(new Change.Described(made)), events, new Made(call, others, adding, read));
        return nonsense != null ? ended.failedBy(nonsense) : ended.with(adding);
    }

    private CompletableFuture<String> withOthers(Made made) {
        String gid = made.call().gid();
        return changes.ofNewGroup(made.call(), made.adding(), made.others(), made.rows())
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(new PartialFailureException(
                        DomainException.of(AsyncStep.cause(failure)), Map.of("groupJid", gid))))
                .thenApply(outcomes -> whole(gid, outcomes))
                .whenComplete((same, failure) -> readSoon(made.call(), gid));
    }

    private static String whole(String gid, List<MemberOutcome> outcomes) {
        for (MemberOutcome outcome : outcomes) {
            if (outcome.hasFailed()) {
                throw new PartialFailureException(outcome.why(), Map.of("groupJid", gid, "participants", outcomes));
            }
        }
        return gid;
    }

    /** Nobody waits for it: what is read of the group is stored. */
    private void readSoon(GroupCall call, String gid) {
        groups.read(call.requestId(), call.session(), gid);
    }

    /**
     * Changes what is named, one after the other; where one fails after others, {@link PartialFailureException} names both.
     *
     * @param wanted subject, description, announce, locked: some of them
     */
    CompletableFuture<Void> update(GroupCall call, Map<String, Object> wanted) {
        require(call.session(), EngineOperation.UPDATE_GROUP, "updateGroup");
        Map<String, Object> fields = new LinkedHashMap<>();
        FIELDS.stream().filter(wanted::containsKey).forEach(field -> fields.put(field, wanted.get(field)));
        return recorder.undertake(
                call, IntendedChange.of(IntendedChange.Kind.UPDATE, fields), () -> updated(call, fields));
    }

    private CompletableFuture<ChangeResult<Void>> updated(GroupCall call, Map<String, Object> fields) {
        Map<String, Object> changed = new LinkedHashMap<>();
        CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
        for (String field : fields.keySet()) {
            done = done.thenCompose(before -> update(call, field, fields.get(field)))
                    .thenRun(() -> changed.put(field, fields.get(field)));
        }
        return done.handle((nothing, failure) -> {
            if (failure == null) {
                return describedAs(call.origin(), call.gid(), changed, List.of());
            }
            DomainException why = DomainException.of(AsyncStep.cause(failure));
            Event failed = GroupEvents.notDone(call.origin(), call.gid(), null, why);
            return describedAs(call.origin(), call.gid(), changed, List.of(failed))
                    .failedBy(
                            changed.isEmpty()
                                    ? why
                                    : new PartialFailureException(
                                            why, Map.of("changed", List.copyOf(changed.keySet()))));
        });
    }

    /** What is written down of an update. */
    static ChangeResult<Void> describedAs(
            Origin origin, String gid, Map<String, Object> changed, List<Event> failures) {
        List<Change> changes = new ArrayList<>();
        List<Event> events = new ArrayList<>();
        if (!changed.isEmpty()) {
            Map<String, Object> told = new HashMap<>(changed);
            told.put("jid", gid);
            told.replaceAll((field, value) -> value == null ? "" : value);
            ObservedGroup.told(told).ifPresent(now -> changes.add(new Change.Described(now)));
            events.add(GroupEvents.updated(origin, gid, List.copyOf(changed.keySet())));
        }
        events.addAll(failures);
        return ChangeResult.of(gid, changes, events, null);
    }

    /** The fields that the group has as they were wanted; a failure where the engine cannot tell. */
    CompletableFuture<Map<String, Object>> asWanted(GroupCall call, Map<String, Object> wanted) {
        return describe(call).thenApply(group -> {
            Map<String, Object> same = new LinkedHashMap<>(wanted);
            same.entrySet()
                    .removeIf(field -> !Objects.equals(written(field.getValue()), written(group.get(field.getKey()))));
            return same;
        });
    }

    boolean canDescribe(Session session) {
        return engines.offers(session.engine(), EngineOperation.DESCRIBE_GROUP)
                || engines.offers(session.engine(), EngineOperation.LIST_GROUPS);
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
                                throw EngineException.error("WhatsApp did not apply the change of '" + field + "'");
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
            default -> throw EngineException.error("the engine returned an invalid response");
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
                        throw EngineException.error("the engine returned an invalid response");
                    }
                    return list.stream()
                            .map(GroupAdministration::asMap)
                            .filter(group -> call.gid().equals(group.get("jid")))
                            .findFirst()
                            .orElseThrow(() -> new NotFoundException("group not found"));
                });
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Object value) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw EngineException.error("the engine returned an invalid response");
    }

    /** The full link. */
    CompletableFuture<String> readInvite(GroupCall call) {
        return invite(call, EngineOperation.READ_INVITE, "getGroupInvite");
    }

    /** The full link that is the new one. */
    CompletableFuture<String> revokeInvite(GroupCall call) {
        require(call.session(), EngineOperation.REVOKE_INVITE, "revokeGroupInvite");
        return recorder.undertake(call, IntendedChange.only(IntendedChange.Kind.REVOKE_INVITE), () -> invite(
                        call, EngineOperation.REVOKE_INVITE, "revokeGroupInvite")
                .thenApply(link -> ChangeResult.of(
                        call.gid(),
                        List.of(),
                        List.of(GroupEvents.updated(call.origin(), call.gid(), List.of("invite"))),
                        link)));
    }

    private CompletableFuture<String> invite(GroupCall call, EngineOperation operation, String operationId) {
        require(call.session(), operation, operationId);
        return groups.ask(call.requestId(), call.session(), operation, call.question())
                .thenApply(answer -> {
                    Matcher invite = INVITE.matcher(String.valueOf(answer.get("invite")));
                    if (answer.get("invite") == null || !invite.matches()) {
                        throw EngineException.error("the engine returned an invalid response");
                    }
                    return LINK + invite.group(1);
                });
    }

    CompletableFuture<Void> leave(GroupCall call) {
        require(call.session(), EngineOperation.LEAVE, "leaveGroup");
        return recorder.undertake(call, IntendedChange.only(IntendedChange.Kind.LEAVE), () -> left(call)
                .thenApply(nothing -> leftBehind(call.origin(), call.gid())));
    }

    /** What is written down of a group that the account has left. */
    static ChangeResult<Void> leftBehind(Origin origin, String gid) {
        return ChangeResult.of(
                gid, List.of(new Change.Left(gid)), List.of(GroupEvents.of(EventName.LEFT, origin, gid)), null);
    }

    private CompletableFuture<Void> left(GroupCall call) {
        return groups.ask(call.requestId(), call.session(), EngineOperation.LEAVE, call.question())
                .whenComplete((answer, failure) -> groups.forget(call))
                .thenCompose(answer -> isVerified(answer)
                        ? CompletableFuture.<Void>completedFuture(null)
                        : groups.readAgain(call)
                                .thenCompose(group -> groups.accountRole(call.requestId(), call.session(), group))
                                .<Void>handle((accountRole, failure) -> {
                                    if (failure == null && accountRole != AccountRole.OUT) {
                                        throw EngineException.error("WhatsApp did not apply the change");
                                    }
                                    if (failure != null && !(AsyncStep.cause(failure) instanceof NotFoundException)) {
                                        throw DomainException.of(AsyncStep.cause(failure));
                                    }
                                    return null;
                                }));
    }

    /**
     * Joins, or finds that the account is in the group already.
     *
     * @param invite a code, or the full link
     * @return the group JID
     */
    CompletableFuture<String> join(GroupCall call, String invite) {
        Session session = call.session();
        require(session, EngineOperation.JOIN, "joinGroup");
        Matcher code = INVITE.matcher(invite);
        if (!code.matches()) {
            throw new IllegalArgumentException("an invite that the step readBody let pass");
        }
        Map<String, Object> question = new HashMap<>();
        question.put("session", session.engineSession());
        question.put("invite", code.group(1));
        return recorder.undertake(call, IntendedChange.only(IntendedChange.Kind.JOIN), () -> groups.ask(
                                call.requestId(), session, EngineOperation.JOIN, question)
                        .thenApply(answer -> joined(call, answer)))
                .whenComplete((gid, failure) -> {
                    if (failure == null) {
                        readSoon(call, gid);
                    }
                });
    }

    private ChangeResult<String> joined(GroupCall call, Map<String, Object> answer) {
        if (answer.get("group") instanceof String gid && Jids.isGroup(gid)) {
            groups.forget(call.session(), gid);
            List<Change> changes = ObservedGroup.told(Map.of("jid", gid)).stream()
                    .<Change>map(Change.Described::new)
                    .toList();
            // Whose group is stored was in it already.
            return ChangeResult.of(gid, changes, List.of(GroupEvents.of(EventName.JOINED, call.origin(), gid)), gid)
                    .onlyIfNewGroup();
        }
        throw EngineException.error("the engine returned an invalid response");
    }

    /** 501 where the engine's kind has no route for it. */
    void require(Session session, EngineOperation operation, String operationId) {
        engines.require(session.engine(), operation, operationId);
    }
}
