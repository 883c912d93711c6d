package io.wagateway.group;

import io.wagateway.engine.MemberResults;
import io.wagateway.error.DomainException;
import io.wagateway.error.EngineException;
import io.wagateway.error.ForbiddenException;
import io.wagateway.error.NotFoundException;
import io.wagateway.pipeline.AsyncStep;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Finds out whether WhatsApp changed members: from the engine's response, or else from a new read of the group. */
final class ChangeVerifier {
    /** Members that the gateway looks up at a time. */
    private static final int LOOKUPS = 16;

    private final GroupReader reader;
    private final MemberLookup lookup;

    ChangeVerifier(GroupReader reader, MemberLookup lookup) {
        this.reader = reader;
        this.lookup = lookup;
    }

    /** A group as it is after a change, and what the account is in it. */
    private record After(GroupSnapshot group, AccountRole accountRole) {}

    /**
     * Reads the group back if the response does not report on all members, or if WhatsApp's refusal of one may only say
     * that somebody else was faster.
     */
    CompletableFuture<VerifiedChange> verify(
            GroupCall call, MembershipChange change, List<MemberTarget> targets, MemberResults results) {
        VerifiedChange reported = reported(targets, results);
        List<MemberTarget> unclear = targets.stream()
                .filter(target -> isUnclear(change, target, results))
                .toList();
        return unclear.isEmpty()
                ? CompletableFuture.completedFuture(reported)
                : readBack(call, change, unclear, results)
                        .thenApply(readBack -> VerifiedChange.of(List.of(reported.without(unclear), readBack)));
    }

    private static boolean isUnclear(MembershipChange change, MemberTarget target, MemberResults results) {
        DomainException refusal = results.refused().get(target.address());
        return refusal == null
                ? !results.done().containsKey(target.address())
                : change == MembershipChange.DEMOTE && MemberResults.mayBeDoneAlready(refusal);
    }

    private static VerifiedChange reported(List<MemberTarget> targets, MemberResults results) {
        Map<String, GroupSnapshot.Member> newcomers = new HashMap<>();
        for (MemberTarget target : targets) {
            MemberResults.Names names = results.done().get(target.address());
            if (target.member() == null && names != null && (names.jid() != null || names.lid() != null)) {
                newcomers.put(target.address(), new GroupSnapshot.Member(names.jid(), names.lid(), null, null));
            }
        }
        return new VerifiedChange(results.refused(), Set.of(), newcomers);
    }

    private CompletableFuture<VerifiedChange> readBack(
            GroupCall call, MembershipChange change, List<MemberTarget> targets, MemberResults results) {
        return reader.readAgain(call)
                .thenCompose(group -> lookup.accountRole(call.requestId(), call.session(), group)
                        .thenApply(accountRole -> new After(group, accountRole)))
                .thenCompose(
                        after -> AsyncBatches.map(targets, LOOKUPS, target -> find(call, change, target, after.group())
                                .handle((now, failure) -> verdict(change, target, now, failure, after, results))))
                .thenApply(VerifiedChange::of);
    }

    /** The member as the group lists them after the change; null if they are not in it; fails if that is not known. */
    private CompletableFuture<GroupSnapshot.Member> find(
            GroupCall call, MembershipChange change, MemberTarget target, GroupSnapshot group) {
        if (target.member() != null && target.member().role() != null) {
            return CompletableFuture.completedFuture(group.find(target.member()));
        }
        return lookup.member(call.requestId(), call.session(), group, target.jid(), call.arrivedAt())
                .handle((member, failure) -> {
                    if (failure == null && (member.role() != null || group.member(target.jid()) != null)) {
                        return member;
                    }
                    boolean isNotFound = failure != null && AsyncStep.cause(failure) instanceof NotFoundException;
                    if (isNotFound && !(change == MembershipChange.ADD && group.mayList(target.jid()))) {
                        return null;
                    }
                    throw cannotTell();
                });
    }

    private static EngineException cannotTell() {
        return EngineException.error("the session's engine cannot tell whether WhatsApp applied the change");
    }

    private static VerifiedChange verdict(
            MembershipChange change,
            MemberTarget target,
            GroupSnapshot.Member now,
            Throwable unknown,
            After after,
            MemberResults results) {
        String address = target.address();
        DomainException refusal = results.refused().get(address);
        if (unknown == null && refusal != null && change.isDoneFor(now)) {
            return new VerifiedChange(Map.of(), Set.of(address), Map.of());
        }
        if (refusal != null) {
            return VerifiedChange.failed(address, refusal);
        }
        DomainException failure = failure(change, target, now, unknown, after, results.accepted());
        if (failure != null) {
            return VerifiedChange.failed(address, failure);
        }
        return target.member() == null && now != null
                ? new VerifiedChange(Map.of(), Set.of(), Map.of(address, now))
                : VerifiedChange.NONE;
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
            After after,
            boolean accepted) {
        if (after.accountRole() == AccountRole.OUT) {
            return new NotFoundException("group not found");
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
                    : EngineException.error("WhatsApp did not apply the change");
        }
        // The role was the same before: neither it nor the engine shows whether the account may change roles here.
        boolean isUnknown = change.isOfRoles()
                && !accepted
                && after.accountRole() == AccountRole.UNKNOWN
                && now.role() == target.member().role();
        return isUnknown
                ? EngineException.error("the session's engine cannot tell whether the account is an admin of the group")
                : null;
    }
}
