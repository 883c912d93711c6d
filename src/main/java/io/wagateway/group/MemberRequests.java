package io.wagateway.group;

import io.wagateway.engine.EngineOperation;
import io.wagateway.engine.MemberResults;
import io.wagateway.error.DomainException;
import io.wagateway.event.recovery.Intent;
import io.wagateway.pipeline.AsyncStep;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * Asks engines to change members, with as few requests as the engine allows; verifies and records each request. All maps
 * say why a change failed, by the member's address: WhatsApp changed the members that are not in them.
 */
final class MemberRequests {
    private final GroupEngine engine;
    private final ChangeTracker tracker;
    private final ChangeVerifier verifier;
    private final ChangeRecorder recorder;

    MemberRequests(GroupEngine engine, ChangeTracker tracker, ChangeVerifier verifier, ChangeRecorder recorder) {
        this.engine = engine;
        this.tracker = tracker;
        this.verifier = verifier;
        this.recorder = recorder;
    }

    /** Changes some members; fails if the engine refuses all of them at once. */
    CompletableFuture<Map<String, DomainException>> changeSome(
            GroupCall call, MembershipChange change, List<MemberTarget> targets) {
        if (targets.isEmpty()) {
            return CompletableFuture.completedFuture(Map.of());
        }
        return change.isOfRoles() && !engine.offers(call.session(), change.operation())
                ? changeOneByOne(call, change, targets)
                : request(call, change, targets, change.operation(), failures -> failures);
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

    private CompletableFuture<Map<String, DomainException>> changeOneByOne(
            GroupCall call, MembershipChange change, List<MemberTarget> targets) {
        Map<String, DomainException> failures = new HashMap<>();
        return AsyncBatches.map(
                        targets, 1, target -> changeOne(call, change, target).handle((nothing, failure) -> {
                            if (failure != null) {
                                failures.put(target.address(), DomainException.of(AsyncStep.cause(failure)));
                            }
                            return target;
                        }))
                .thenApply(all -> failures);
    }

    /**
     * Verifies and records an addition that an engine was asked for with another request.
     *
     * @param intent that is written already
     */
    CompletableFuture<Map<String, DomainException>> finishAddition(
            GroupCall call, Intent intent, List<MemberTarget> targets, MemberResults results) {
        MembershipChange change = MembershipChange.ADD;
        return recorder.resume(call, intent, MemberChangeResult.intended(change, targets), () -> verifier.verify(
                        call, change, targets, results)
                .thenApply(failures -> MemberChangeResult.of(call, change, targets, failures)));
    }

    /** @param check what it throws is the failure of the whole request */
    private CompletableFuture<Map<String, DomainException>> request(
            GroupCall call,
            MembershipChange change,
            List<MemberTarget> targets,
            EngineOperation operation,
            UnaryOperator<Map<String, DomainException>> check) {
        return recorder.record(
                call, MemberChangeResult.intended(change, targets), () -> send(call, change, targets, operation)
                        .thenCompose(results -> verifier.verify(call, change, targets, results))
                        .thenApply(check)
                        .thenApply(failures -> MemberChangeResult.of(call, change, targets, failures)));
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
                .thenApply(response -> MemberResults.of(response, addresses)));
    }
}
