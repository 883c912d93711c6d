package io.wagateway.group;

import io.wagateway.event.log.Event;
import io.wagateway.event.log.EventLog;
import io.wagateway.group.stored.MemberRole;
import io.wagateway.group.stored.ObservedMember;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What became of an interrupted change of members, as a new read of the group shows it. */
final class InterruptedMemberChange {
    private final EventLog log;

    InterruptedMemberChange(EventLog log) {
        this.log = log;
    }

    /** @param group empty if it does not exist, or if the account is not in it */
    ChangeResult<Void> result(GroupCall call, IntendedChange intended, Optional<GroupSnapshot> group) {
        MembershipChange change = MembershipChange.valueOf(intended.kind().name());
        List<IntendedChange.Member> done = new ArrayList<>();
        List<IntendedChange.Member> notDone = new ArrayList<>();
        Set<GroupSnapshot.Member> members = new HashSet<>();
        List<ObservedMember> newcomers = new ArrayList<>();
        for (IntendedChange.Member member : intended.members()) {
            GroupSnapshot.Member now = group.map(member::in).orElse(null);
            if (group.isEmpty() || !change.isDoneFor(now)) {
                notDone.add(member);
                continue;
            }
            if (intended.reportedAsFailed() && isLogged(call, change, member)) {
                continue;
            }
            done.add(member);
            if (change == MembershipChange.ADD) {
                newcomers.add(ObservedMember.plain(now.jid(), now.lid()));
            } else {
                members.add(
                        now != null
                                ? now
                                : new GroupSnapshot.Member(member.jid(), member.lid(), MemberRole.MEMBER, null));
            }
        }
        List<Event> events = new ArrayList<>(change.events(call.origin(), call.gid(), done));
        if (!notDone.isEmpty() && !intended.reportedAsFailed()) {
            events.addAll(IntentResolver.failures(call.origin(), call.gid(), notDone, IntentResolver.NOT_SHOWN));
        }
        return ChangeResult.of(
                call.gid(),
                done.isEmpty() ? List.of() : List.of(change.confirmed(call.gid(), members, newcomers)),
                events,
                null);
    }

    /** Whether the latest event about the member is this change: a call after the one that failed has made it. */
    private boolean isLogged(GroupCall call, MembershipChange change, IntendedChange.Member member) {
        return log.last(
                        call.origin().organization(),
                        call.gid(),
                        List.of(change.event(), change.opposite().event()),
                        member.named())
                .filter(change.event()::equals)
                .isPresent();
    }
}
