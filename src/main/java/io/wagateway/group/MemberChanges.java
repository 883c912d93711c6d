package io.wagateway.group;

import io.wagateway.engine.EngineOperation;
import io.wagateway.engine.MemberResults;
import io.wagateway.error.DomainException;
import io.wagateway.error.ErrorInfo;
import io.wagateway.error.PartialFailureException;
import io.wagateway.event.recovery.Intent;
import io.wagateway.pipeline.AsyncStep;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** Changes members of a group, judged one by one, with as few requests as the engine allows. One is a list of one. */
final class MemberChanges {
    private final GroupEngine engine;
    private final MemberTargets targets;
    private final ChangeTracker tracker;
    private final ChangeVerifier verifier;
    private final ChangeRecorder recorder;

    MemberChanges(
            GroupEngine engine,
            MemberTargets targets,
            ChangeTracker tracker,
            ChangeVerifier verifier,
            ChangeRecorder recorder) {
        this.engine = engine;
        this.targets = targets;
        this.tracker = tracker;
        this.verifier = verifier;
        this.recorder = recorder;
    }

    /**
     * Changes members and reports on each, in the order of the call; fails if the engine refuses all of them at once.
     *
     * @param jids each once; a malformed one is the name of no member
     * @param dryRun decides, and changes nothing
     */
    CompletableFuture<List<MemberOutcome>> changeEach(
            GroupCall call, MembershipChange change, List<String> jids, boolean dryRun) {
        return targets.find(call, change, jids).thenCompose(found -> {
            Map<String, MemberOutcome> outcomes = new LinkedHashMap<>();
            List<MemberTarget> todo = new ArrayList<>();
            for (MemberTarget target : found) {
                if (target.refusal() != null) {
                    outcomes.put(target.jid(), MemberOutcome.failed(target.jid(), target.refusal()));
                } else if (change.isDoneFor(target.member()) && call.accountRole() != AccountRole.UNKNOWN) {
                    outcomes.put(target.jid(), MemberOutcome.unchanged(target.jid()));
                } else {
                    todo.add(target);
                }
            }
            recordRefusals(call, outcomes.values(), dryRun);
            return (dryRun ? none() : apply(call, change, todo)).thenApply(failures -> {
                todo.forEach(target -> outcomes.put(target.jid(), MemberOutcome.of(target, failures)));
                return jids.stream().map(outcomes::get).toList();
            });
        });
    }

    /** Changes members; fails if one of them is not changed, with what became of each. */
    CompletableFuture<Void> changeAll(GroupCall call, MembershipChange change, List<String> jids) {
        return changeEach(call, change, jids, false).thenAccept(outcomes -> outcomes.stream()
                .filter(MemberOutcome::hasFailed)
                .findFirst()
                .ifPresent(first -> {
                    throw new PartialFailureException(first.failure(), Map.of("participants", outcomes));
                }));
    }

    /** Changes the role of one member, with the engine's operation for one; fails as the change of that member does. */
    CompletableFuture<Void> changeOne(GroupCall call, MembershipChange change, MemberTarget target) {
        return request(call, change, List.of(target), change.operationForOne(), failures -> {
                    if (!failures.isEmpty()) {
                        throw failures.get(target.address());
                    }
                    return failures;
                })
                .thenAccept(failures -> {});
    }

    /** What the intent says of the members with whom a group is created. */
    static IntendedChange intendedAddition(List<String> jids) {
        return MemberChangeResult.intended(MembershipChange.ADD, newcomers(jids));
    }

    /**
     * Verifies and records what became of the members with whom a group was created.
     *
     * @param intent prepared with {@link #intendedAddition}, and written
     */
    CompletableFuture<List<MemberOutcome>> finishAddition(
            GroupCall call, Intent intent, List<String> jids, MemberResults results) {
        List<MemberTarget> added = newcomers(jids);
        return recorder.resume(call, intent, intendedAddition(jids), () -> verifier.verify(
                                call, MembershipChange.ADD, added, results)
                        .thenApply(failures -> MemberChangeResult.of(call, MembershipChange.ADD, added, failures)))
                .thenApply(failures -> added.stream()
                        .map(target -> MemberOutcome.of(target, failures))
                        .toList());
    }

    private static List<MemberTarget> newcomers(List<String> jids) {
        return jids.stream().map(jid -> MemberTarget.of(jid, null)).toList();
    }

    private void recordRefusals(GroupCall call, Collection<MemberOutcome> outcomes, boolean dryRun) {
        Map<String, ?> more = dryRun ? Map.of(GroupContext.DRY_RUN, true) : Map.of();
        recorder.recordRefusals(
                call,
                outcomes.stream()
                        .filter(MemberOutcome::hasFailed)
                        .map(row -> GroupEvents.notDone(
                                call.origin(), call.gid(), row.jid(), ErrorInfo.of(row.failure()), more))
                        .toList());
    }

    private static CompletableFuture<Map<String, DomainException>> none() {
        return CompletableFuture.completedFuture(Map.of());
    }

    /** Why the change failed, by address. */
    private CompletableFuture<Map<String, DomainException>> apply(
            GroupCall call, MembershipChange change, List<MemberTarget> todo) {
        if (todo.isEmpty()) {
            return none();
        }
        return change.isOfRoles() && !engine.offers(call.session(), change.operation())
                ? applyOneByOne(call, change, todo)
                : request(call, change, todo, change.operation(), failures -> failures);
    }

    private CompletableFuture<Map<String, DomainException>> applyOneByOne(
            GroupCall call, MembershipChange change, List<MemberTarget> todo) {
        Map<String, DomainException> failures = new HashMap<>();
        return AsyncBatches.map(
                        todo, 1, target -> changeOne(call, change, target).handle((nothing, failure) -> {
                            if (failure != null) {
                                failures.put(target.address(), DomainException.of(AsyncStep.cause(failure)));
                            }
                            return target;
                        }))
                .thenApply(all -> failures);
    }

    /**
     * Sends one request, verifies and records it.
     *
     * @param check of the failures by address; what it throws is the failure of the whole change
     */
    private CompletableFuture<Map<String, DomainException>> request(
            GroupCall call,
            MembershipChange change,
            List<MemberTarget> todo,
            EngineOperation operation,
            UnaryOperator<Map<String, DomainException>> check) {
        return recorder.record(
                call, MemberChangeResult.intended(change, todo), () -> send(call, change, todo, operation)
                        .thenCompose(results -> verifier.verify(call, change, todo, results))
                        .thenApply(check)
                        .thenApply(failures -> MemberChangeResult.of(call, change, todo, failures)));
    }

    private CompletableFuture<MemberResults> send(
            GroupCall call, MembershipChange change, List<MemberTarget> todo, EngineOperation operation) {
        List<String> addresses =
                todo.stream().map(MemberTarget::address).distinct().toList();
        Map<String, Object> request = call.engineRequest();
        if (operation == change.operation()) {
            request.put("members", addresses);
        } else {
            request.put("member", addresses.get(0));
        }
        List<GroupSnapshot.Member> members = todo.stream()
                .map(MemberTarget::member)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        return tracker.track(call, change, members, () -> engine.ask(call, operation, request)
                .thenApply(response -> MemberResults.of(response, addresses)));
    }
}
