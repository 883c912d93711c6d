package io.wagateway.group;

import io.wagateway.engine.ChangeOutcome;
import io.wagateway.engine.EngineOperation;
import io.wagateway.error.DomainException;
import io.wagateway.error.EngineException;
import io.wagateway.error.NotFoundException;
import io.wagateway.error.PartialFailureException;
import io.wagateway.event.log.Event;
import io.wagateway.event.log.Origin;
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

/** Changes and describes a group's own fields. */
final class GroupFields {
    /** In the order of the requests, as WhatsApp takes one field at a time. */
    private static final List<String> NAMES =
            List.of("subject", "description", "announce", "locked", "joinApproval", "memberAdd");

    private final GroupEngine engine;
    private final ChangeRecorder recorder;

    GroupFields(GroupEngine engine, ChangeRecorder recorder) {
        this.engine = engine;
        this.recorder = recorder;
    }

    /**
     * Changes the fields one after the other. If one fails after others, {@link PartialFailureException} names those that
     * were changed.
     *
     * @param intended some of the fields
     */
    CompletableFuture<Void> update(GroupCall call, Map<String, Object> intended) {
        engine.require(call.session(), EngineOperation.UPDATE_GROUP, "updateGroup");
        Map<String, Object> fields = new LinkedHashMap<>();
        NAMES.stream().filter(intended::containsKey).forEach(field -> fields.put(field, intended.get(field)));
        return recorder.record(
                call, IntendedChange.of(IntendedChange.Kind.UPDATE, fields), () -> updateAll(call, fields));
    }

    private CompletableFuture<ChangeResult<Void>> updateAll(GroupCall call, Map<String, Object> fields) {
        Map<String, Object> changed = new LinkedHashMap<>();
        CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
        for (String field : fields.keySet()) {
            done = done.thenCompose(before -> updateOne(call, field, fields.get(field)))
                    .thenRun(() -> changed.put(field, fields.get(field)));
        }
        return done.handle((nothing, failure) -> {
            if (failure == null) {
                return result(call.origin(), call.gid(), changed, List.of());
            }
            Throwable found = AsyncStep.cause(failure);
            DomainException cause = DomainException.of(UnverifiedChangeException.reported(found));
            Event failed = GroupEvents.notConfirmed(call.origin(), call.gid(), null, found);
            return result(call.origin(), call.gid(), changed, List.of(failed))
                    .failedBy(
                            changed.isEmpty()
                                    ? cause
                                    : new PartialFailureException(
                                            cause, Map.of("changed", List.copyOf(changed.keySet()))));
        });
    }

    private CompletableFuture<Void> updateOne(GroupCall call, String field, Object value) {
        Map<String, Object> request = call.engineRequest();
        request.put("field", field);
        request.put("value", value);
        return engine.ask(call, EngineOperation.UPDATE_GROUP, request)
                .thenCompose(response -> GroupEngine.outcome(response) == ChangeOutcome.DONE
                        ? CompletableFuture.completedFuture(null)
                        : UnverifiedChangeException.ifFails(() -> describe(call))
                                .thenAccept(group -> requireApplied(field, value, group)));
    }

    private static void requireApplied(String field, Object value, Map<String, Object> group) {
        // Only a description can be missing; of another field the engine does not know.
        if (group.get(field) == null && !field.equals("description")) {
            throw EngineException.outcomeUnknown(
                    "the session's engine cannot tell whether WhatsApp applied the change of '" + field + "'");
        }
        if (!isSame(value, group.get(field))) {
            throw EngineException.error("WhatsApp did not apply the change of '" + field + "'");
        }
    }

    /** What the gateway records of an update. */
    static ChangeResult<Void> result(Origin origin, String gid, Map<String, Object> changed, List<Event> failures) {
        List<Change> changes = new ArrayList<>();
        List<Event> events = new ArrayList<>();
        if (!changed.isEmpty()) {
            Map<String, Object> group = new HashMap<>(changed);
            group.put("jid", gid);
            group.replaceAll((field, value) -> value == null ? "" : value);
            ObservedGroup.described(group).ifPresent(now -> changes.add(new Change.Described(now)));
            events.add(GroupEvents.updated(origin, gid, List.copyOf(changed.keySet())));
        }
        events.addAll(failures);
        return ChangeResult.of(gid, changes, events, null);
    }

    /** Those of the intended fields that the group has; fails if the engine cannot describe the group. */
    CompletableFuture<Map<String, Object>> applied(GroupCall call, Map<String, Object> intended) {
        return describe(call).thenApply(group -> {
            Map<String, Object> applied = new LinkedHashMap<>(intended);
            applied.entrySet().removeIf(field -> !isSame(field.getValue(), group.get(field.getKey())));
            return applied;
        });
    }

    boolean canDescribe(Session session) {
        return engine.offers(session, EngineOperation.DESCRIBE_GROUP)
                || engine.offers(session, EngineOperation.LIST_GROUPS);
    }

    /** A group with an empty description has none. */
    private static boolean isSame(Object intended, Object current) {
        return Objects.equals(emptyToNull(intended), emptyToNull(current));
    }

    private static Object emptyToNull(Object value) {
        return "".equals(value) ? null : value;
    }

    /**
     * The group's fields now, by the operation that the engine has. A group without a subject is no description: some
     * engines answer so of one that they have not read.
     */
    private CompletableFuture<Map<String, Object>> describe(GroupCall call) {
        return described(call).thenApply(group -> {
            if (isBlank(group.get("subject"))) {
                throw EngineException.invalidResponse();
            }
            return group;
        });
    }

    private static boolean isBlank(Object subject) {
        return !(subject instanceof String text) || text.isBlank();
    }

    private CompletableFuture<Map<String, Object>> described(GroupCall call) {
        if (engine.offers(call.session(), EngineOperation.DESCRIBE_GROUP)) {
            return engine.ask(call, EngineOperation.DESCRIBE_GROUP, call.engineRequest())
                    .thenApply(response -> GroupEngine.asMap(response.get("group")));
        }
        engine.require(call.session(), EngineOperation.LIST_GROUPS, "updateGroup");
        return engine.ask(call, EngineOperation.LIST_GROUPS, call.engineRequest())
                .thenApply(response -> {
                    if (!(response.get("groups") instanceof List<?> list)) {
                        throw EngineException.invalidResponse();
                    }
                    return list.stream()
                            .map(GroupEngine::asMap)
                            .filter(group -> call.gid().equals(group.get("jid")))
                            .findFirst()
                            .orElseThrow(() -> ObservedGroup.skipped(response) > 0
                                    ? EngineException.invalidResponse()
                                    : new NotFoundException("group not found"));
                });
    }
}
