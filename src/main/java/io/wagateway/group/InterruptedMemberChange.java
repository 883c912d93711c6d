package io.wagateway.group;

import static java.util.Collections.disjoint;

import io.wagateway.error.ErrorInfo;
import io.wagateway.event.log.Event;
import io.wagateway.event.recovery.Intent;
import io.wagateway.group.grant.NewGrant;
import io.wagateway.group.stored.MemberRole;
import io.wagateway.group.stored.ObservedMember;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What became of an interrupted change of members. A member's change is recorded as done if a new read of the group
 * shows it and no other call explains that; else its outcome is unknown.
 */
final class InterruptedMemberChange {
    private final LaterChanges later;

    InterruptedMemberChange(LaterChanges later) {
        this.later = later;
    }

    /**
     * The result, in the transaction that records it.
     *
     * @param group empty if it does not exist, or if the account is not in it; of a rejection, with those who wait
     * @param readAt the {@link LaterChanges#now} before the group was read
     */
    ChangeResult<Void> result(
            GroupCall call, Intent intent, IntendedChange intended, Optional<GroupSnapshot> group, long readAt) {
        MembershipChange change = MembershipChange.valueOf(intended.kind().name());
        Set<String> underWay = Arrays.stream(MembershipChange.values())
                .filter(other -> other.event() == change.event())
                .flatMap(other -> later.underWay(intent, IntendedChange.Kind.valueOf(other.name())).stream())
                .flatMap(other -> other.members().stream())
                .flatMap(member -> member.names(null).stream())
                .collect(Collectors.toSet());
        Set<String> repeated = later.members(intent, change.event());
        Set<String> reverted = later.members(intent, change.opposite().event(), readAt);
        Judgement judgement = new Judgement(call, change);
        for (IntendedChange.Member member : intended.members()) {
            GroupSnapshot.Member now = group.map(member::in).orElse(null);
            Set<String> names = member.names(now);
            if (!isShown(change, member, now, group) || !disjoint(names, reverted)) {
                judgement.unknown(member, Interruption.NOT_SHOWN);
            } else if (member.alreadyDone()) {
                judgement.shownBefore(member);
            } else if (!disjoint(names, repeated)) {
                judgement.unknown(member, Interruption.REPEATED);
            } else if (!disjoint(names, underWay)) {
                throw Interruption.notYet();
            } else {
                judgement.done(member, now);
            }
        }
        return judgement.result(!intended.reportedAsUnknown(), intended.grants(judgement.done));
    }

    private static boolean isShown(
            MembershipChange change,
            IntendedChange.Member member,
            GroupSnapshot.Member now,
            Optional<GroupSnapshot> group) {
        return group.isPresent() && change.isDoneFor(now) && (now != null || isCertainlyMissing(member, group.get()));
    }

    /** Somebody who is not found may be in a row that the gateway cannot read, or in one with another kind of name only. */
    private static boolean isCertainlyMissing(IntendedChange.Member member, GroupSnapshot group) {
        ObservedMember named = ObservedMember.named(member.named());
        String jid = member.jid() != null ? member.jid() : named.jid();
        String lid = member.lid() != null ? member.lid() : named.lid();
        return !group.isIncomplete() && !group.mayList(jid, lid);
    }

    /** Collects what became of each member. */
    private static final class Judgement {
        private final GroupCall call;
        private final MembershipChange change;
        private final List<IntendedChange.Member> done = new ArrayList<>();
        private final Set<GroupSnapshot.Member> members = new HashSet<>();
        private final List<ObservedMember> newcomers = new ArrayList<>();
        private final List<Event> unknown = new ArrayList<>();

        Judgement(GroupCall call, MembershipChange change) {
            this.call = call;
            this.change = change;
        }

        void done(IntendedChange.Member member, GroupSnapshot.Member now) {
            done.add(member.listedAs(now));
            if (change == MembershipChange.ADD || change == MembershipChange.APPROVE) {
                newcomers.add(ObservedMember.plain(now.jid(), now.lid()));
            } else {
                members.add(
                        now != null
                                ? now
                                : new GroupSnapshot.Member(member.jid(), member.lid(), MemberRole.MEMBER, null));
            }
        }

        /** It changed nothing; unless a member whom no read showed was in the group. */
        void shownBefore(IntendedChange.Member member) {
            if (change == MembershipChange.REMOVE) {
                unknown(member, Interruption.NOT_KNOWN);
            }
        }

        void unknown(IntendedChange.Member member, ErrorInfo why) {
            unknown.add(GroupEvents.unknown(call.origin(), call.gid(), member.named(), why));
        }

        ChangeResult<Void> result(boolean withUnknown, List<NewGrant> grants) {
            List<Event> events = new ArrayList<>(change.events(call.origin(), call.gid(), done));
            if (withUnknown) {
                events.addAll(unknown);
            }
            return ChangeResult.<Void>of(
                            call.gid(),
                            done.isEmpty() ? List.of() : change.confirmed(call.gid(), members, newcomers),
                            events,
                            null)
                    .granting(grants);
        }
    }
}
