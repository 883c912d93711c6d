package io.wagateway.group;

import io.wagateway.engine.Jids;
import io.wagateway.error.DomainException;
import io.wagateway.error.ForbiddenException;
import io.wagateway.error.NotFoundException;
import io.wagateway.pipeline.AsyncStep;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Finds the members that a call names, and refuses changes that WhatsApp never makes. Only a read of the group that
 * started after the call had come shows that a member needs no change, or is not in the group.
 */
final class MemberTargets {
    /**
     * What a call names.
     *
     * @param call with the read of the group that shows the targets
     */
    record Found(GroupCall call, List<MemberTarget> targets) {}

    private final MemberLookup lookup;
    private final CallRenewal renewal;

    MemberTargets(MemberLookup lookup, CallRenewal renewal) {
        this.lookup = lookup;
        this.renewal = renewal;
    }

    /** In the order of the names; fails as the checks of the call if a new read shows that they no longer hold. */
    CompletableFuture<Found> find(GroupCall call, MembershipChange change, List<String> jids) {
        if (mayMissOne(call, change, jids)) {
            return renew(call, change, jids);
        }
        return findAll(call, change, jids)
                .thenCompose(
                        found -> call.isReadSinceItCame() || found.stream().noneMatch(target -> target.needsNo(change))
                                ? CompletableFuture.completedFuture(new Found(call, found))
                                : renew(call, change, jids));
    }

    /** Whether the read may miss one of the members. Those who are added are not in it anyway. */
    private static boolean mayMissOne(GroupCall call, MembershipChange change, List<String> jids) {
        return change != MembershipChange.ADD && jids.stream().anyMatch(jid -> Jids.isMember(jid) && call.mayMiss(jid));
    }

    private CompletableFuture<Found> renew(GroupCall call, MembershipChange change, List<String> jids) {
        return renewal.renew(call).thenCompose(renewed -> findAgain(renewed, change, jids));
    }

    private CompletableFuture<Found> findAgain(GroupCall renewed, MembershipChange change, List<String> jids) {
        renewed.accountRole().requireInGroup();
        renewed.accountRole().requireAdmin();
        return findAll(renewed, change, jids).thenApply(found -> new Found(renewed, found));
    }

    private CompletableFuture<List<MemberTarget>> findAll(GroupCall call, MembershipChange change, List<String> jids) {
        return AsyncBatches.map(jids, MemberLookup.AT_A_TIME, jid -> find(call, change, jid)
                .thenApply(target -> refuseCreator(change, target)));
    }

    private CompletableFuture<MemberTarget> find(GroupCall call, MembershipChange change, String jid) {
        if (!Jids.isMember(jid)) {
            return CompletableFuture.completedFuture(
                    MemberTarget.refused(jid, new NotFoundException("member not found")));
        }
        if (change == MembershipChange.ADD) {
            // Most are new to the group; WhatsApp reports those that it has by another name.
            return CompletableFuture.completedFuture(
                    MemberTarget.of(jid, call.group().member(jid)));
        }
        return lookup.member(call.active(), call.session(), call.group(), jid, call.arrivedAt())
                .handle((member, failure) -> failure == null
                        ? MemberTarget.of(jid, member)
                        : notFound(change, jid, AsyncStep.cause(failure)));
    }

    /** The removal of a person who is not in the group is no change, and no error. */
    private static MemberTarget notFound(MembershipChange change, String jid, Throwable cause) {
        return cause instanceof NotFoundException && change == MembershipChange.REMOVE
                ? MemberTarget.of(jid, null)
                : MemberTarget.refused(jid, DomainException.of(cause));
    }

    private static MemberTarget refuseCreator(MembershipChange change, MemberTarget target) {
        if (target.member() == null || !target.member().isCreator()) {
            return target;
        }
        return switch (change) {
            case DEMOTE ->
                MemberTarget.refused(target.jid(), new ForbiddenException("the group's creator cannot be demoted"));
            case REMOVE ->
                MemberTarget.refused(target.jid(), new ForbiddenException("the group's creator cannot be removed"));
            case PROMOTE, ADD, APPROVE, REJECT -> target;
        };
    }
}
