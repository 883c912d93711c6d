package io.wagateway.group;

import io.wagateway.error.DomainException;
import io.wagateway.event.log.Event;
import io.wagateway.group.stored.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the gateway records of a change of members, before and after it. */
final class MemberChangeResult {
    private MemberChangeResult() {}

    static IntendedChange intended(MembershipChange change, List<MemberTarget> targets) {
        return IntendedChange.of(
                change, targets.stream().map(target -> target.intended(change)).toList());
    }

    /** @param failures by address; WhatsApp changed the members that are not in it */
    static ChangeResult<Map<String, DomainException>> of(
            GroupCall call,
            MembershipChange change,
            List<MemberTarget> targets,
            Map<String, DomainException> failures) {
        List<GroupSnapshot.Member> members = new ArrayList<>();
        List<String> newcomers = new ArrayList<>();
        List<IntendedChange.Member> done = new ArrayList<>();
        List<Event> failureEvents = new ArrayList<>();
        for (MemberTarget target : targets) {
            DomainException failure = failures.get(target.address());
            if (failure != null) {
                failureEvents.add(GroupEvents.notDone(call.origin(), call.gid(), target.jid(), failure));
                continue;
            }
            done.add(target.intended(change));
            if (target.member() != null) {
                members.add(target.member());
            } else {
                newcomers.add(target.jid());
            }
        }
        List<Event> events = new ArrayList<>(change.events(call.origin(), call.gid(), done));
        events.addAll(failureEvents);
        List<Change> changes = done.isEmpty() ? List.of() : List.of(change.confirmed(call.gid(), members, newcomers));
        return ChangeResult.of(call.gid(), changes, events, failures);
    }
}
