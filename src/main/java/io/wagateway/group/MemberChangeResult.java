package io.wagateway.group;

import io.wagateway.error.DomainException;
import io.wagateway.event.log.Event;
import io.wagateway.group.stored.Change;
import io.wagateway.group.stored.ObservedMember;
import java.util.ArrayList;
import java.util.List;

/** What the gateway records of a change of members, before and after it. */
final class MemberChangeResult {
    private MemberChangeResult() {}

    static IntendedChange intended(GroupCall call, MembershipChange change, List<MemberTarget> targets) {
        return intended(change, targets).granting(change == MembershipChange.PROMOTE ? call.grantTime() : null);
    }

    static IntendedChange intended(MembershipChange change, List<MemberTarget> targets) {
        return IntendedChange.of(
                change, targets.stream().map(target -> target.intended(change)).toList());
    }

    static ChangeResult<VerifiedChange> of(
            GroupCall call, MembershipChange change, List<MemberTarget> targets, VerifiedChange verified) {
        List<GroupSnapshot.Member> members = new ArrayList<>();
        List<ObservedMember> newcomers = new ArrayList<>();
        List<IntendedChange.Member> done = new ArrayList<>();
        List<IntendedChange.Member> unknown = new ArrayList<>();
        List<Event> failureEvents = new ArrayList<>();
        for (MemberTarget target : targets) {
            DomainException failure = verified.failures().get(target.address());
            if (failure != null) {
                failureEvents.add(GroupEvents.notConfirmed(call.origin(), call.gid(), target.jid(), failure));
                if (failure.isOutcomeUnknown()) {
                    unknown.add(target.intended(change));
                }
            }
            if (!verified.isChanged(target)) {
                continue;
            }
            done.add(target.intended(change));
            if (target.member() != null) {
                members.add(target.member());
            } else {
                newcomers.add(newcomer(target, verified.newcomers().get(target.address())));
            }
        }
        List<Event> events = new ArrayList<>(change.events(call.origin(), call.gid(), done));
        events.addAll(failureEvents);
        List<Change> changes = done.isEmpty() ? List.of() : change.confirmed(call.gid(), members, newcomers);
        IntendedChange intended = intended(call, change, targets);
        ChangeResult<VerifiedChange> result =
                ChangeResult.of(call.gid(), changes, events, verified).granting(intended.grants(done));
        return unknown.isEmpty() ? result : result.checkedLater(intended.of(unknown));
    }

    /** By WhatsApp's own names if they are known, else by the name that the call uses. */
    private static ObservedMember newcomer(MemberTarget target, GroupSnapshot.Member listed) {
        return listed == null ? ObservedMember.named(target.jid()) : ObservedMember.plain(listed.jid(), listed.lid());
    }
}
