package io.wagateway.group;

import io.wagateway.engine.MemberResults;
import io.wagateway.error.ErrorInfo;
import io.wagateway.error.PartialFailureException;
import io.wagateway.event.recovery.Intent;
import io.wagateway.group.grant.Grants;
import io.wagateway.group.grant.NewGrant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Changes members of a group and judges them one by one. One member is a list of one. */
final class MemberChanges {
    private final MemberTargets targets;
    private final MemberRequests requests;
    private final Grants grants;
    private final ChangeRecorder recorder;

    MemberChanges(MemberTargets targets, MemberRequests requests, Grants grants, ChangeRecorder recorder) {
        this.targets = targets;
        this.requests = requests;
        this.grants = grants;
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
        return targets.find(call, change, jids)
                .thenCompose(found -> changeFound(found.call(), change, found.targets(), dryRun))
                .thenApply(outcomes -> jids.stream().map(outcomes::get).toList());
    }

    /** @return by the member's name in the call */
    private CompletableFuture<Map<String, MemberOutcome>> changeFound(
            GroupCall call, MembershipChange change, List<MemberTarget> found, boolean dryRun) {
        Map<String, MemberOutcome> outcomes = new LinkedHashMap<>();
        List<MemberTarget> todo = new ArrayList<>();
        Map<GroupSnapshot.Member, String> firstNames = new HashMap<>();
        Map<String, String> again = new LinkedHashMap<>();
        for (MemberTarget target : found) {
            String first = target.member() == null ? null : firstNames.putIfAbsent(target.member(), target.jid());
            if (first != null) {
                again.put(target.jid(), first);
            } else if (target.refusal() != null) {
                outcomes.put(target.jid(), MemberOutcome.failed(target.jid(), target.refusal()));
            } else if (target.needsNo(change) && call.accountRole() != AccountRole.UNKNOWN) {
                outcomes.put(target.jid(), MemberOutcome.unchanged(target.jid()));
            } else {
                todo.add(target);
            }
        }
        if (!todo.isEmpty()) {
            requests.requireSome(call, change);
            requireGrantRoom(call, todo.size());
        }
        CompletableFuture<VerifiedChange> changed;
        if (dryRun) {
            // Its rows say what would happen; nothing is refused.
            changed = CompletableFuture.completedFuture(VerifiedChange.NONE);
        } else {
            recordRefusals(call, outcomes.values());
            changed = requests.changeSome(call, change, todo);
        }
        return changed.thenApply(verified -> {
            todo.forEach(target -> outcomes.put(target.jid(), verified.outcome(target)));
            again.forEach((jid, first) -> outcomes.put(jid, outcomes.get(first).again(jid)));
            if (!dryRun && call.grantTime() != null) {
                moveGrants(
                                call,
                                found.stream()
                                        .filter(target -> !again.containsKey(target.jid())
                                                && outcomes.get(target.jid()).hasNoChange())
                                        .toList())
                        .forEach(jid -> outcomes.put(jid, MemberOutcome.failed(jid, Grants.ending())));
            }
            return outcomes;
        });
    }

    /**
     * Requires room for as many grants as the call may make; none if it promotes for good.
     *
     * @throws io.wagateway.error.ConflictException 409
     */
    void requireGrantRoom(GroupCall call, int most) {
        if (call.grantTime() != null) {
            grants.requireRoom(call.session().organizationId(), most);
        }
    }

    /**
     * Moves the ends of the grants by which members are admins already; who is one without a grant gets none.
     *
     * @return those whose grant is being ended at this moment, by their names in the call
     */
    List<String> moveGrants(GroupCall call, List<MemberTarget> members) {
        List<NewGrant> asked = members.stream()
                .map(target -> new NewGrant(
                        target.jid(), target.member().jid(), target.member().lid(), call.grantTime()))
                .toList();
        return grants.move(call.session().id(), call.gid(), asked).stream()
                .map(NewGrant::member)
                .toList();
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

    /**
     * Changes the role of a member that the call has found; fails as the change of that member does.
     *
     * @return whether WhatsApp changed it; else the member had the role already
     */
    CompletableFuture<Boolean> changeOne(GroupCall call, MembershipChange change, MemberTarget target) {
        return requests.changeOne(call, change, target).thenApply(verified -> verified.isChanged(target));
    }

    /** The intended change of the members with whom a call creates a group. */
    static IntendedChange intendedAddition(List<String> jids) {
        return MemberChangeResult.intended(MembershipChange.ADD, newcomers(jids));
    }

    /**
     * Verifies and records what became of the members with whom a call created a group.
     *
     * @param intent prepared with {@link #intendedAddition}, and written
     */
    CompletableFuture<List<MemberOutcome>> finishAddition(
            GroupCall call, Intent intent, List<String> jids, MemberResults results) {
        List<MemberTarget> added = newcomers(jids);
        return requests.finishAddition(call, intent, added, results)
                .thenApply(verified -> added.stream().map(verified::outcome).toList());
    }

    private static List<MemberTarget> newcomers(List<String> jids) {
        return jids.stream().map(jid -> MemberTarget.of(jid, null)).toList();
    }

    private void recordRefusals(GroupCall call, Collection<MemberOutcome> outcomes) {
        recorder.recordRefusals(
                call,
                outcomes.stream()
                        .filter(MemberOutcome::hasFailed)
                        .map(row -> GroupEvents.notDone(
                                call.origin(), call.gid(), row.jid(), ErrorInfo.of(row.failure()), Map.of()))
                        .toList());
    }
}
