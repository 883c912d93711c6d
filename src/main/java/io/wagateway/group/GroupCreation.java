package io.wagateway.group;

import io.wagateway.engine.ChangeOutcome;
import io.wagateway.engine.EngineOperation;
import io.wagateway.engine.MemberResults;
import io.wagateway.error.DomainException;
import io.wagateway.error.EngineException;
import io.wagateway.error.PartialFailureException;
import io.wagateway.event.log.Event;
import io.wagateway.event.log.EventName;
import io.wagateway.event.recovery.Intent;
import io.wagateway.group.stored.Change;
import io.wagateway.group.stored.ObservedGroup;
import io.wagateway.pipeline.AsyncStep;
import io.wagateway.session.Session;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Creates groups. Adding its members is a change of its own, which may fail in part. */
final class GroupCreation {
    private final GroupEngine engine;
    private final GroupReader reader;
    private final MemberChanges changes;
    private final ChangeRecorder recorder;

    GroupCreation(GroupEngine engine, GroupReader reader, MemberChanges changes, ChangeRecorder recorder) {
        this.engine = engine;
        this.reader = reader;
        this.changes = changes;
        this.recorder = recorder;
    }

    /** A group that WhatsApp has created, and what the engine reported on its members. */
    private record Created(GroupCall call, List<String> others, Intent adding, MemberResults results) {}

    /**
     * Creates a group and stores it. If WhatsApp did not add one of the members, it fails, and the failure names the
     * group.
     *
     * @param participants user JIDs and LIDs
     * @return the group JID
     */
    CompletableFuture<String> create(GroupCall call, String subject, List<String> participants) {
        Session session = call.session();
        engine.require(session, EngineOperation.CREATE_GROUP, "createGroup");
        Map<String, Object> request = GroupEngine.request(session);
        request.put("subject", subject);
        request.put("members", participants);
        List<String> others = participants.stream()
                .filter(jid -> !jid.equals(session.waJid()) && !jid.equals(session.waLid()))
                .toList();
        IntendedChange intended = IntendedChange.of(IntendedChange.Kind.CREATE, Map.of("subject", subject));
        return recorder.record(call, intended, () -> engine.ask(call, EngineOperation.CREATE_GROUP, request)
                        .thenApply(response -> created(call, subject, others, response)))
                .thenCompose(this::finishMembers);
    }

    private ChangeResult<Created> created(
            GroupCall before, String subject, List<String> others, Map<String, Object> response) {
        ObservedGroup group = observed(before.session(), subject, response);
        GroupCall call = before.about(group.jid());
        Intent adding = recorder.prepare(call, MemberChanges.intendedAddition(others));
        List<Change> stored = List.of(new Change.Described(group));
        List<Event> events = new ArrayList<>();
        events.add(GroupEvents.of(EventName.CREATED, call.origin(), group.jid()));
        try {
            MemberResults results = MemberResults.of(outcomeWithRows(response.get("rows")), others);
            return ChangeResult.of(group.jid(), stored, events, new Created(call, others, adding, results))
                    .with(adding);
        } catch (DomainException e) {
            // WhatsApp has created the group all the same.
            PartialFailureException failure = new PartialFailureException(e, Map.of("groupJid", group.jid()));
            events.add(GroupEvents.notConfirmed(call.origin(), group.jid(), null, failure));
            return ChangeResult.<Created>of(group.jid(), stored, events, null).failedBy(failure);
        }
    }

    private static ObservedGroup observed(Session session, String subject, Map<String, Object> response) {
        Map<String, Object> group = new HashMap<>(GroupEngine.asMap(response.get("group")));
        group.putIfAbsent("subject", subject);
        ObservedGroup observed = ObservedGroup.described(group).orElseThrow(EngineException::invalidResponse);
        // Without a list: the other members count once WhatsApp is known to have added them.
        return observed.members() != null && !observed.isWithout(session.waJid(), session.waLid())
                ? observed
                : observed.withoutMembers(1);
    }

    /** @param rows one for each member that the engine reports on; null: it reports on none */
    private static Map<String, Object> outcomeWithRows(Object rows) {
        Map<String, Object> results = new HashMap<>();
        results.put("outcome", (rows == null ? ChangeOutcome.UNVERIFIED : ChangeOutcome.DONE).wireName());
        results.put("rows", rows);
        return results;
    }

    private CompletableFuture<String> finishMembers(Created created) {
        GroupCall call = created.call();
        return changes.finishAddition(call, created.adding(), created.others(), created.results())
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(new PartialFailureException(
                        DomainException.of(AsyncStep.cause(failure)), Map.of("groupJid", call.gid()))))
                .thenApply(outcomes -> requireAll(call.gid(), outcomes))
                // No caller waits for this read: it only stores the group.
                .whenComplete(
                        (gid, failure) -> reader.read(call.active(), call.session(), call.gid(), call.arrivedAt()));
    }

    private static String requireAll(String gid, List<MemberOutcome> outcomes) {
        for (MemberOutcome outcome : outcomes) {
            if (outcome.hasFailed()) {
                throw new PartialFailureException(outcome.failure(), Map.of("groupJid", gid, "participants", outcomes));
            }
        }
        return gid;
    }
}
