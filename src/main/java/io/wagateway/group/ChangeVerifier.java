package io.wagateway.group;

import io.wagateway.engine.MemberResults;
import io.wagateway.error.DomainException;
import io.wagateway.error.EngineException;
import io.wagateway.error.ForbiddenException;
import io.wagateway.error.NotFoundException;
import io.wagateway.pipeline.AsyncStep;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Finds out whether WhatsApp changed members: from the engine's response, or else from a new read of the group. */
final class ChangeVerifier {
    private final CallRenewal renewal;
    private final MemberLookup lookup;

    ChangeVerifier(CallRenewal renewal, MemberLookup lookup) {
        this.renewal = renewal;
        this.lookup = lookup;
    }

    /**
     * Reads the group back if the response does not report on all members, if WhatsApp says that one was so already, or
     * if its refusal of one may only say that somebody else was faster.
     */
    CompletableFuture<VerifiedChange> verify(
            GroupCall call, MembershipChange change, List<MemberTarget> targets, MemberResults results) {
        Map<Boolean, List<MemberTarget>> byClarity =
                targets.stream().collect(Collectors.partitioningBy(target -> isUnclear(change, target, results)));
        List<MemberTarget> unclear = byClarity.get(true);
        VerifiedChange reported = reported(change, byClarity.get(false), results);
        return unclear.isEmpty()
                ? CompletableFuture.completedFuture(reported)
                : readBack(call, change, unclear, results)
                        .exceptionallyCompose(
                                failure -> unclear.stream().allMatch(target -> isUnchangedOrRefused(target, results))
                                        ? CompletableFuture.completedFuture(reported(change, unclear, results))
                                        : CompletableFuture.failedFuture(UnverifiedChangeException.of(failure)))
                        .thenApply(readBack -> VerifiedChange.of(List.of(reported, readBack)));
    }

    private static boolean isUnclear(MembershipChange change, MemberTarget target, MemberResults results) {
        DomainException refusal = results.refused().get(target.address());
        return refusal == null
                ? !results.done().containsKey(target.address())
                : change == MembershipChange.DEMOTE && MemberResults.mayBeDoneAlready(refusal);
    }

    private static boolean isUnchangedOrRefused(MemberTarget target, MemberResults results) {
        return results.unchanged().contains(target.address())
                || results.refused().containsKey(target.address());
    }

    private static VerifiedChange reported(MembershipChange change, List<MemberTarget> targets, MemberResults results) {
        return VerifiedChange.of(targets.stream()
                .map(target -> reported(change, target, results))
                .toList());
    }

    private static VerifiedChange reported(MembershipChange change, MemberTarget target, MemberResults results) {
        DomainException refusal = results.refused().get(target.address());
        if (refusal != null) {
            return VerifiedChange.failed(target.address(), refusal);
        }
        // WhatsApp confirms a role that the member had already, too.
        boolean hadTheRole = change.isOfRoles() && change.isDoneFor(target.member());
        if (hadTheRole || results.unchanged().contains(target.address())) {
            return VerifiedChange.unchanged(target.address());
        }
        MemberResults.Names names = results.done().get(target.address());
        boolean isNamed = names.jid() != null || names.lid() != null;
        return target.member() == null && isNamed
                ? VerifiedChange.added(target.address(), new GroupSnapshot.Member(names.jid(), names.lid(), null, null))
                : VerifiedChange.NONE;
    }

    private CompletableFuture<VerifiedChange> readBack(
            GroupCall call, MembershipChange change, List<MemberTarget> targets, MemberResults results) {
        return renewal.readBack(call)
                .thenCompose(after ->
                        AsyncBatches.map(targets, MemberLookup.AT_A_TIME, target -> find(call, after, change, target)
                                .handle((now, failure) -> verdict(change, target, now, failure, call, after, results))))
                .thenApply(VerifiedChange::of);
    }

    /** The member as the group lists them after the change; null if they are not in it; fails if that is not known. */
    private CompletableFuture<GroupSnapshot.Member> find(
            GroupCall before, GroupCall after, MembershipChange change, MemberTarget target) {
        GroupSnapshot group = after.group();
        GroupSnapshot.Member known = target.member();
        boolean wasListed = known != null && known.role() != null;
        if (wasListed) {
            GroupSnapshot.Member now = group.find(known);
            if (now != null || !group.mayHide(known, before.group())) {
                return CompletableFuture.completedFuture(now);
            }
        }
        return lookup.member(after.active(), after.session(), group, target.jid(), after.arrivedAt())
                .handle((member, failure) -> {
                    if (failure == null && (member.role() != null || group.member(target.jid()) != null)) {
                        return member;
                    }
                    boolean isNotFound = failure != null && AsyncStep.cause(failure) instanceof NotFoundException;
                    if (isNotFound && !wasListed && !(change == MembershipChange.ADD && group.mayList(target.jid()))) {
                        return null;
                    }
                    throw cannotTell();
                });
    }

    private static EngineException notApplied() {
        return EngineException.error("WhatsApp did not apply the change");
    }

    private static EngineException cannotTell() {
        return EngineException.outcomeUnknown("the session's engine cannot tell whether WhatsApp applied the change");
    }

    private static VerifiedChange verdict(
            MembershipChange change,
            MemberTarget target,
            GroupSnapshot.Member now,
            Throwable unknown,
            GroupCall before,
            GroupCall after,
            MemberResults results) {
        String address = target.address();
        if (results.unchanged().contains(address)) {
            // An engine that names the member in a way that WhatsApp does not know gets the same answer.
            return unknown == null && !change.isDoneFor(now)
                    ? VerifiedChange.failed(address, notApplied())
                    : VerifiedChange.unchanged(address);
        }
        DomainException refusal = results.refused().get(address);
        if (unknown == null && refusal != null && change.isDoneFor(now)) {
            return VerifiedChange.unchanged(address);
        }
        if (refusal != null) {
            return VerifiedChange.failed(address, refusal);
        }
        DomainException failure = failure(change, target, now, unknown, after, results.accepted());
        if (failure != null) {
            return VerifiedChange.failed(address, failure);
        }
        if (wasSo(change, target, now, before.group())) {
            return VerifiedChange.unchanged(address);
        }
        return target.member() == null && now != null ? VerifiedChange.added(address, now) : VerifiedChange.NONE;
    }

    /**
     * Whether the read before the change showed it already.
     *
     * @param now null: they are not in the group
     * @param before null: there was no group
     */
    private static boolean wasSo(
            MembershipChange change, MemberTarget target, GroupSnapshot.Member now, GroupSnapshot before) {
        // That read may have listed a person whom the call adds by their other name only.
        boolean wasListed = change == MembershipChange.ADD && before != null && before.find(now) != null;
        return wasListed || change.isDoneFor(target.member());
    }

    /**
     * Null if the group shows the change.
     *
     * @param accepted whether WhatsApp is known to let the account change members of the group
     */
    private static DomainException failure(
            MembershipChange change,
            MemberTarget target,
            GroupSnapshot.Member now,
            Throwable unknown,
            GroupCall after,
            boolean accepted) {
        if (after.accountRole() == AccountRole.OUT) {
            return NotFoundException.outcomeUnknown("group not found");
        }
        if (unknown != null) {
            return DomainException.of(AsyncStep.cause(unknown));
        }
        if (change.isOfRoles() && now == null) {
            return new NotFoundException("member not found");
        }
        if (!change.isDoneFor(now)) {
            return after.accountRole() == AccountRole.MEMBER
                    ? new ForbiddenException("the session's account is not an admin of the group")
                    : notApplied();
        }
        // The role was the same before: neither it nor the engine shows whether the account may change roles here.
        boolean isUnknown = change.isOfRoles()
                && !accepted
                && after.accountRole() == AccountRole.UNKNOWN
                && now.role() == target.member().role();
        return isUnknown
                ? EngineException.outcomeUnknown(
                        "the session's engine cannot tell whether the account is an admin of the group")
                : null;
    }
}
