package io.wagateway.group;

import io.wagateway.engine.MemberResults;
import io.wagateway.error.DomainException;
import io.wagateway.error.EngineException;
import io.wagateway.error.NotFoundException;
import io.wagateway.pipeline.AsyncStep;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Finds out whether WhatsApp answered people who have asked to join: from the engine's response, or else from new reads of
 * the group and of those who wait.
 */
final class JoinRequestVerifier implements MemberRequests.Verifier {
    private final CallRenewal renewal;
    private final MemberLookup lookup;
    private final JoinRequests requests;

    JoinRequestVerifier(CallRenewal renewal, MemberLookup lookup, JoinRequests requests) {
        this.renewal = renewal;
        this.lookup = lookup;
        this.requests = requests;
    }

    @Override
    public CompletableFuture<VerifiedChange> verify(
            GroupCall call, MembershipChange change, List<MemberTarget> targets, MemberResults results) {
        VerifiedChange refused = VerifiedChange.of(targets.stream()
                .map(MemberTarget::address)
                .filter(results.refused()::containsKey)
                .map(address -> VerifiedChange.failed(address, results.refused().get(address)))
                .toList());
        List<MemberTarget> unclear = targets.stream()
                .filter(target -> !results.refused().containsKey(target.address())
                        && !results.done().containsKey(target.address()))
                .toList();
        return unclear.isEmpty()
                ? CompletableFuture.completedFuture(refused)
                : UnverifiedChangeException.ifFails(() -> readBack(call, change, unclear, results))
                        .thenApply(readBack -> VerifiedChange.of(List.of(refused, readBack)));
    }

    private CompletableFuture<VerifiedChange> readBack(
            GroupCall call, MembershipChange change, List<MemberTarget> targets, MemberResults results) {
        // The group is read last: else somebody who is let in between the two reads would be in neither.
        return requests.read(call)
                .thenCompose(waiting -> renewal.readBack(call)
                        .thenCompose(now -> AsyncBatches.map(
                                targets,
                                MemberLookup.AT_A_TIME,
                                target -> judge(change, target, waiting, now, results))))
                .thenApply(VerifiedChange::of);
    }

    private CompletableFuture<VerifiedChange> judge(
            MembershipChange change,
            MemberTarget target,
            JoinRequests.Waiting waiting,
            GroupCall now,
            MemberResults results) {
        String address = target.address();
        if (waiting.people().find(target.member()) != null) {
            return CompletableFuture.completedFuture(VerifiedChange.failed(address, notApplied()));
        }
        boolean wasAnswered = results.unchanged().contains(address);
        return find(now, target).handle((member, failure) -> {
            boolean isIn = failure == null;
            boolean isCertain = isIn || AsyncStep.cause(failure) instanceof NotFoundException;
            if (wasAnswered) {
                return VerifiedChange.unchanged(address);
            }
            if (change == MembershipChange.REJECT) {
                return isIn ? VerifiedChange.failed(address, notApplied()) : VerifiedChange.NONE;
            }
            if (isIn) {
                return VerifiedChange.NONE;
            }
            boolean mayBeIn = !isCertain
                    || now.group()
                            .mayList(target.member().jid(), target.member().lid());
            return VerifiedChange.failed(address, mayBeIn ? cannotTell() : notApplied());
        });
    }

    private CompletableFuture<GroupSnapshot.Member> find(GroupCall now, MemberTarget target) {
        GroupSnapshot.Member listed = now.group().find(target.member());
        return listed != null
                ? CompletableFuture.completedFuture(listed)
                : lookup.member(now.active(), now.session(), now.group(), target.jid(), now.arrivedAt());
    }

    private static DomainException notApplied() {
        return EngineException.error("WhatsApp did not apply the change");
    }

    private static DomainException cannotTell() {
        return EngineException.outcomeUnknown("the session's engine cannot tell whether WhatsApp applied the change");
    }
}
