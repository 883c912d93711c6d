package io.wagateway.group;

import io.wagateway.engine.EngineOperation;
import io.wagateway.engine.MemberResults;
import io.wagateway.error.DomainException;
import io.wagateway.event.recovery.Intent;
import io.wagateway.pipeline.AsyncStep;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * Asks engines to change members, with as few requests as the engine allows; verifies and records each request.
 */
final class MemberRequests {
    /** Finds out what became of a change that an engine was asked for. */
    @FunctionalInterface
    interface Verifier {
        CompletableFuture<VerifiedChange> verify(
                GroupCall call, MembershipChange change, List<MemberTarget> targets, MemberResults results);
    }

    private final GroupEngine engine;
    private final ChangeTracker tracker;
    private final Verifier verifier;
    private final ChangeRecorder recorder;

    MemberRequests(GroupEngine engine, ChangeTracker tracker, Verifier verifier, ChangeRecorder recorder) {
        this.engine = engine;
        this.tracker = tracker;
        this.verifier = verifier;
        this.recorder = recorder;
    }

    /** Changes some members; fails if the engine refuses all of them at once. */
    CompletableFuture<VerifiedChange> changeSome(GroupCall call, MembershipChange change, List<MemberTarget> targets) {
        if (targets.isEmpty()) {
            return CompletableFuture.completedFuture(VerifiedChange.NONE);
        }
        return isOneByOne(call, change)
                ? changeOneByOne(call, change, targets)
                : request(call, change, targets, change.operation(), verified -> verified);
    }

    private boolean isOneByOne(GroupCall call, MembershipChange change) {
        return change.isOfRoles() && !engine.offers(call.session(), change.operation());
    }

    /** Requires that the engine can make such a change of some members, at once or one by one; else 501. */
    void requireSome(GroupCall call, MembershipChange change) {
        engine.require(call, isOneByOne(call, change) ? change.operationForOne() : change.operation());
    }

    /** Changes the role of one member, with the engine's operation for one; fails as the change of that member does. */
    CompletableFuture<VerifiedChange> changeOne(GroupCall call, MembershipChange change, MemberTarget target) {
        return request(call, change, List.of(target), change.operationForOne(), verified -> {
            DomainException failure = verified.failures().get(target.address());
            if (failure != null) {
                throw failure;
            }
            return verified;
        });
    }

    private CompletableFuture<VerifiedChange> changeOneByOne(
            GroupCall call, MembershipChange change, List<MemberTarget> targets) {
        return AsyncBatches.map(targets, 1, target -> changeOne(call, change, target)
                        .exceptionally(failure ->
                                VerifiedChange.failed(target.address(), DomainException.of(AsyncStep.cause(failure)))))
                .thenApply(VerifiedChange::of);
    }

    /**
     * Verifies and records an addition that an engine was asked for with another request.
     *
     * @param intent that is written already
     */
    CompletableFuture<VerifiedChange> finishAddition(
            GroupCall call, Intent intent, List<MemberTarget> targets, MemberResults results) {
        MembershipChange change = MembershipChange.ADD;
        return recorder.resume(call, intent, MemberChangeResult.intended(change, targets), () -> verifier.verify(
                        call, change, targets, results)
                .thenApply(verified -> MemberChangeResult.of(call, change, targets, verified)));
    }

    /** @param check what it throws is the failure of the whole request */
    private CompletableFuture<VerifiedChange> request(
            GroupCall call,
            MembershipChange change,
            List<MemberTarget> targets,
            EngineOperation operation,
            UnaryOperator<VerifiedChange> check) {
        return recorder.record(
                call, MemberChangeResult.intended(call, change, targets), () -> send(call, change, targets, operation)
                        .thenCompose(results -> verifier.verify(call, change, targets, results))
                        .thenApply(check)
                        .thenApply(verified -> MemberChangeResult.of(call, change, targets, verified)));
    }

    private CompletableFuture<MemberResults> send(
            GroupCall call, MembershipChange change, List<MemberTarget> targets, EngineOperation operation) {
        List<String> addresses =
                targets.stream().map(MemberTarget::address).distinct().toList();
        Map<String, Object> request = call.engineRequest();
        if (operation == change.operation()) {
            request.put("members", addresses);
        } else {
            request.put("member", addresses.get(0));
        }
        List<GroupSnapshot.Member> members = targets.stream()
                .map(MemberTarget::member)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        return tracker.track(call, change, members, () -> engine.ask(call, operation, request)
                .thenApply(response -> MemberResults.of(response, addresses))
                .exceptionallyCompose(failure -> refusedOne(addresses, AsyncStep.cause(failure))));
    }

    /** A refusal of the only member that may mean that somebody else was faster is a result, to be verified. */
    private static CompletableFuture<MemberResults> refusedOne(List<String> addresses, Throwable failure) {
        boolean isToBeVerified = addresses.size() == 1
                && failure instanceof DomainException refusal
                && MemberResults.mayBeDoneAlready(refusal);
        return isToBeVerified
                ? CompletableFuture.completedFuture(MemberResults.refused(addresses.get(0), (DomainException) failure))
                : CompletableFuture.failedFuture(failure);
    }
}
