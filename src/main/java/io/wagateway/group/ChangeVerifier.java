package io.wagateway.group;

import io.wagateway.engine.MemberResults;
import io.wagateway.error.DomainException;
import io.wagateway.error.EngineException;
import io.wagateway.error.ForbiddenException;
import io.wagateway.error.NotFoundException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Finds out whether WhatsApp changed members: from the engine's response, or else from a new read of the group. */
final class ChangeVerifier {
    private final GroupReader reader;
    private final MemberLookup lookup;

    ChangeVerifier(GroupReader reader, MemberLookup lookup) {
        this.reader = reader;
        this.lookup = lookup;
    }

    /**
     * Reads the group back if the response does not report on all members.
     *
     * @return why the change failed, by address; WhatsApp changed the members that are not in it
     */
    CompletableFuture<Map<String, DomainException>> verify(
            GroupCall call, MembershipChange change, List<MemberTarget> targets, MemberResults results) {
        List<MemberTarget> unreported = targets.stream()
                .filter(target -> !results.done().contains(target.address())
                        && !results.refused().containsKey(target.address()))
                .toList();
        return unreported.isEmpty()
                ? CompletableFuture.completedFuture(results.refused())
                : readBack(call, change, unreported, results.accepted()).thenApply(failures -> {
                    Map<String, DomainException> all = new HashMap<>(results.refused());
                    all.putAll(failures);
                    return all;
                });
    }

    private CompletableFuture<Map<String, DomainException>> readBack(
            GroupCall call, MembershipChange change, List<MemberTarget> targets, boolean accepted) {
        return reader.readAgain(call).thenCompose(group -> lookup.accountRole(call.requestId(), call.session(), group)
                .thenApply(accountRole -> {
                    Map<String, DomainException> failures = new HashMap<>();
                    for (MemberTarget target : targets) {
                        DomainException failure = failure(change, target, group, accountRole, accepted);
                        if (failure != null) {
                            failures.put(target.address(), failure);
                        }
                    }
                    return failures;
                }));
    }

    /**
     * Null if the group shows the change.
     *
     * @param group as it is after the change
     * @param accepted whether WhatsApp is known to let the account change members of the group
     */
    private static DomainException failure(
            MembershipChange change,
            MemberTarget target,
            GroupSnapshot group,
            AccountRole accountRole,
            boolean accepted) {
        if (accountRole == AccountRole.OUT) {
            return new NotFoundException("group not found");
        }
        GroupSnapshot.Member now = target.member() == null ? group.member(target.jid()) : group.find(target.member());
        if (change.isOfRoles() && now == null) {
            return new NotFoundException("member not found");
        }
        if (!change.isDoneFor(now)) {
            return accountRole == AccountRole.MEMBER
                    ? new ForbiddenException("the session's account is not an admin of the group")
                    : EngineException.error("WhatsApp did not apply the change");
        }
        // The role was the same before: neither it nor the engine shows whether the account may change roles here.
        boolean isUnknown = change.isOfRoles()
                && !accepted
                && accountRole == AccountRole.UNKNOWN
                && now.role() == target.member().role();
        return isUnknown
                ? EngineException.error("the session's engine cannot tell whether the account is an admin of the group")
                : null;
    }
}
