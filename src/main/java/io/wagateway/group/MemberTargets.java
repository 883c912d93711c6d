package io.wagateway.group;

import io.wagateway.engine.Jids;
import io.wagateway.error.DomainException;
import io.wagateway.error.ForbiddenException;
import io.wagateway.error.NotFoundException;
import io.wagateway.pipeline.AsyncStep;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Finds the members that a call names, and refuses changes that WhatsApp never makes. */
final class MemberTargets {
    /** Names that the gateway looks up at a time. */
    private static final int LOOKUPS = 16;

    private final MemberLookup lookup;

    MemberTargets(MemberLookup lookup) {
        this.lookup = lookup;
    }

    /** In the order of the names. */
    CompletableFuture<List<MemberTarget>> find(GroupCall call, MembershipChange change, List<String> jids) {
        return AsyncBatches.map(
                jids, LOOKUPS, jid -> find(call, change, jid).thenApply(target -> refuseCreator(change, target)));
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
        return lookup.member(call.requestId(), call.session(), call.group(), jid)
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
            case PROMOTE, ADD -> target;
        };
    }
}
