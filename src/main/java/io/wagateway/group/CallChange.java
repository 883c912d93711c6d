package io.wagateway.group;

import io.wagateway.event.log.Event;
import io.wagateway.event.log.EventName;
import io.wagateway.event.recovery.Intent;
import io.wagateway.group.grant.NewGrant;
import io.wagateway.group.stored.Difference;
import io.wagateway.group.stored.DifferenceRecorder.Finding;
import io.wagateway.group.stored.ObservedMember;
import io.wagateway.group.stored.PeopleIndex;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** A change that a call of the gateway has asked for, and what it explains of a read. */
final class CallChange {
    private final Intent intent;
    private final IntendedChange intended;
    private final PeopleIndex<IntendedChange.Member> members;

    /** What no read has shown yet. */
    private final Set<IntendedChange.Member> membersLeft;

    private final Map<String, Object> fieldsLeft;

    private CallChange(Intent intent, IntendedChange intended) {
        this.intent = intent;
        this.intended = intended;
        this.members = new PeopleIndex<>(intended.members(), CallChange::names);
        this.membersLeft = new LinkedHashSet<>(intended.members());
        this.fieldsLeft = new LinkedHashMap<>(intended.fields());
    }

    private static ObservedMember names(IntendedChange.Member member) {
        ObservedMember named = ObservedMember.named(member.named());
        return ObservedMember.plain(
                member.jid() != null ? member.jid() : named.jid(), member.lid() != null ? member.lid() : named.lid());
    }

    /** Without those that a later version of the gateway has written. The list can be changed. */
    static List<CallChange> of(List<Intent> intents) {
        List<CallChange> changes = new ArrayList<>();
        for (Intent intent : intents) {
            IntendedChange.ifKnown(intent.intendedChange())
                    .ifPresent(intended -> changes.add(new CallChange(intent, intended)));
        }
        return changes;
    }

    boolean isOf(String session) {
        return intent.origin().session().equals(session);
    }

    Intent intent() {
        return intent;
    }

    /** Whether reads have shown all of it. */
    boolean isShown() {
        return membersLeft.isEmpty() && fieldsLeft.isEmpty();
    }

    /** Whether the difference may be what this call has asked for. */
    boolean mayExplain(Finding finding, Difference difference) {
        return switch (intended.kind()) {
            case UPDATE -> difference.field() != null && fieldsLeft.containsKey(difference.field());
            case LEAVE -> difference.event() == EventName.LEFT && isOf(finding.session());
            case CREATE ->
                difference.event() == EventName.JOINED
                        && Objects.equals(
                                intended.fields().get("subject"),
                                difference.group().subject());
            case JOIN -> difference.event() == EventName.JOINED;
            case REVOKE_INVITE, PICTURE -> false;
            default ->
                isAdditionOfTheAccount(finding, difference)
                        || isRemovalOfTheAccount(finding, difference)
                        || (isEventOf(difference)
                                && members.findPossible(difference.member()).isPresent());
        };
    }

    private boolean isEventOf(Difference difference) {
        return difference.member() != null
                && MembershipChange.valueOf(intended.kind().name()).event() == difference.event();
    }

    /** Another session of the organisation adds the account of this one. */
    private boolean isAdditionOfTheAccount(Finding finding, Difference difference) {
        return (intended.kind() == IntendedChange.Kind.ADD || intended.kind() == IntendedChange.Kind.APPROVE)
                && difference.event() == EventName.JOINED
                && isAboutTheAccount(finding);
    }

    /** Another session of the organisation removes the account of this one. */
    private boolean isRemovalOfTheAccount(Finding finding, Difference difference) {
        return intended.kind() == IntendedChange.Kind.REMOVE
                && difference.event() == EventName.LEFT
                && isAboutTheAccount(finding);
    }

    private boolean isAboutTheAccount(Finding finding) {
        return members.find(ObservedMember.plain(
                        finding.account().jid(), finding.account().lid()))
                .isPresent();
    }

    /** Whether the member has one of these names, each of which may be null. */
    static boolean isNamed(ObservedMember member, String jid, String lid) {
        return member.isNamedLike(ObservedMember.plain(jid, lid));
    }

    /** The event of this call, of which a read shows that WhatsApp has made the change. */
    Event event(Finding finding, Difference difference) {
        String gid = finding.group();
        if (difference.field() != null) {
            return GroupEvents.updated(intent.origin(), gid, List.of(difference.field()));
        }
        return difference.member() == null
                ? GroupEvents.of(GroupEvents.name(finding, difference), intent.origin(), gid)
                : GroupEvents.ofMember(difference.event(), intent.origin(), gid, named(difference.member()));
    }

    private String named(ObservedMember shown) {
        return members.findPossible(shown).map(IntendedChange.Member::named).orElseGet(shown::name);
    }

    /** The grant of the member whom a read shows to be promoted; none if the promotion is for good. */
    List<NewGrant> grants(Difference difference) {
        return difference.event() != EventName.PROMOTED
                ? List.of()
                : intended.grants(members
                        .findPossible(difference.member())
                        .map(member -> new IntendedChange.Member(
                                member.named(),
                                difference.member().jid(),
                                difference.member().lid(),
                                false))
                        .stream()
                        .toList());
    }

    /** A read has shown this part of it. */
    void show(Difference difference) {
        if (difference.field() != null) {
            fieldsLeft.remove(difference.field());
            return;
        }
        fieldsLeft.clear();
        Optional<IntendedChange.Member> shown =
                difference.member() == null ? Optional.empty() : members.findPossible(difference.member());
        if (shown.isEmpty()) {
            membersLeft.clear();
        } else {
            membersLeft.remove(shown.get());
            members.remove(shown.get());
        }
    }

    /** What no read has shown yet. */
    IntendedChange rest() {
        return intended.rest(List.copyOf(membersLeft), fieldsLeft);
    }
}
