package io.wagateway.group;

import io.wagateway.event.log.Event;
import io.wagateway.event.log.EventName;
import io.wagateway.event.recovery.Intent;
import io.wagateway.group.grant.NewGrant;
import io.wagateway.group.stored.Difference;
import io.wagateway.group.stored.DifferenceRecorder.Finding;
import io.wagateway.group.stored.ObservedMember;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** A change that a call of the gateway has asked for, and what it explains of a read. */
record CallChange(Intent intent, IntendedChange intended) {
    /** Without those that a later version of the gateway has written. The list can be changed. */
    static List<CallChange> of(List<Intent> intents) {
        List<CallChange> changes = new ArrayList<>();
        for (Intent intent : intents) {
            parsed(intent.intendedChange()).ifPresent(intended -> changes.add(new CallChange(intent, intended)));
        }
        return changes;
    }

    private static Optional<IntendedChange> parsed(String json) {
        try {
            return Optional.of(IntendedChange.of(json));
        } catch (IllegalArgumentException ofALaterVersion) {
            return Optional.empty();
        }
    }

    boolean isOf(String session) {
        return intent.origin().session().equals(session);
    }

    boolean isEmpty() {
        return intended.members().isEmpty() && intended.fields().isEmpty();
    }

    /** Whether the difference may be what this call has asked for. */
    boolean mayExplain(Finding finding, Difference difference) {
        return switch (intended.kind()) {
            case UPDATE -> difference.field() != null && intended.fields().containsKey(difference.field());
            case LEAVE -> difference.event() == EventName.LEFT && isOf(finding.session());
            case CREATE ->
                difference.event() == EventName.JOINED
                        && Objects.equals(
                                intended.fields().get("subject"),
                                difference.group().subject());
            case JOIN -> difference.event() == EventName.JOINED;
            case REVOKE_INVITE, PICTURE -> false;
            default ->
                isRemovalOfTheAccount(finding, difference)
                        || (isEventOf(difference)
                                && intended.members().stream()
                                        .anyMatch(member -> isAbout(member, difference.member())));
        };
    }

    private boolean isEventOf(Difference difference) {
        return difference.member() != null
                && MembershipChange.valueOf(intended.kind().name()).event() == difference.event();
    }

    /** Another session of the organisation removes the account of this one. */
    private boolean isRemovalOfTheAccount(Finding finding, Difference difference) {
        return intended.kind() == IntendedChange.Kind.REMOVE
                && difference.event() == EventName.LEFT
                && intended.members().stream()
                        .anyMatch(member -> isNamed(
                                new ObservedMember(member.jid(), member.lid(), null, false, null),
                                finding.account().jid(),
                                finding.account().lid()));
    }

    /** Whether the member has one of these names, each of which may be null. */
    static boolean isNamed(ObservedMember member, String jid, String lid) {
        return member.isNamedLike(new ObservedMember(jid, lid, null, false, null));
    }

    /** The read may list them by the other kind of name only. */
    private static boolean isAbout(IntendedChange.Member member, ObservedMember shown) {
        ObservedMember named = ObservedMember.named(member.named());
        return shown.isNamedLike(named)
                || shown.mayBe(
                        member.jid() != null ? member.jid() : named.jid(),
                        member.lid() != null ? member.lid() : named.lid());
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
        return member(shown).map(IntendedChange.Member::named).orElseGet(shown::name);
    }

    private Optional<IntendedChange.Member> member(ObservedMember shown) {
        return intended.members().stream()
                .filter(member -> isAbout(member, shown))
                .findFirst();
    }

    /** The grant of the member whom a read shows to be promoted; none if the promotion is for good. */
    List<NewGrant> grants(Difference difference) {
        return difference.event() != EventName.PROMOTED
                ? List.of()
                : intended.grants(member(difference.member())
                        .map(member -> new IntendedChange.Member(
                                member.named(),
                                difference.member().jid(),
                                difference.member().lid(),
                                false))
                        .stream()
                        .toList());
    }

    /** What is left once a read has shown a part of it. */
    CallChange without(Difference difference) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (difference.field() != null) {
            fields.putAll(intended.fields());
            fields.remove(difference.field());
        }
        Stream<IntendedChange.Member> members = difference.member() == null
                ? Stream.empty()
                : intended.members().stream()
                        .filter(member -> !member(difference.member()).equals(Optional.of(member)));
        return new CallChange(intent, intended.rest(members.toList(), fields));
    }
}
