package io.wagateway.group;

import io.wagateway.engine.EngineOperation;
import io.wagateway.event.log.Event;
import io.wagateway.event.log.EventName;
import io.wagateway.event.log.Origin;
import io.wagateway.group.stored.Change;
import io.wagateway.group.stored.MemberRole;
import io.wagateway.group.stored.ObservedMember;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** A change of a group's members, or of who waits to be let in. */
enum MembershipChange {
    PROMOTE(EngineOperation.PROMOTE_ALL, EngineOperation.PROMOTE, EventName.PROMOTED, MemberRole.ADMIN),
    DEMOTE(EngineOperation.DEMOTE_ALL, EngineOperation.DEMOTE, EventName.DEMOTED, MemberRole.MEMBER),
    ADD(EngineOperation.ADD_MEMBERS, null, EventName.ADDED, null),
    REMOVE(EngineOperation.REMOVE_MEMBERS, null, EventName.REMOVED, null),
    /** Lets people in who have asked to join. */
    APPROVE(EngineOperation.APPROVE_JOIN_REQUESTS, null, EventName.ADDED, null),
    /** Does not let them in. */
    REJECT(EngineOperation.REJECT_JOIN_REQUESTS, null, EventName.JOIN_REJECTED, null);

    private final EngineOperation operation;
    private final EngineOperation operationForOne;
    private final EventName event;
    private final MemberRole role;

    MembershipChange(EngineOperation operation, EngineOperation operationForOne, EventName event, MemberRole role) {
        this.operation = operation;
        this.operationForOne = operationForOne;
        this.event = event;
        this.role = role;
    }

    /** Takes a list of members. */
    EngineOperation operation() {
        return operation;
    }

    /** Takes one member; null if engines have none. */
    EngineOperation operationForOne() {
        return operationForOne;
    }

    /** The event that records the change of one member. */
    EventName event() {
        return event;
    }

    /** The change that reverts this one. */
    MembershipChange opposite() {
        return switch (this) {
            case PROMOTE -> DEMOTE;
            case DEMOTE -> PROMOTE;
            case ADD, APPROVE -> REMOVE;
            case REMOVE, REJECT -> ADD;
        };
    }

    /** The role of a member after the change; null if it changes no roles. */
    MemberRole role() {
        return role;
    }

    boolean isOfRoles() {
        return role != null;
    }

    /** Whether it answers people who have asked to join. */
    boolean isOfRequests() {
        return this == APPROVE || this == REJECT;
    }

    /**
     * The changes of the stored group.
     *
     * @param members those of the changed members whom a read has listed before, in the group or among those who wait
     * @param newcomers those whom none has
     */
    List<Change> confirmed(
            String group, Collection<GroupSnapshot.Member> members, Collection<ObservedMember> newcomers) {
        List<String> names =
                members.stream().flatMap(member -> member.names().stream()).toList();
        return switch (this) {
            case PROMOTE, DEMOTE -> List.of(new Change.Roles(group, names, role));
            case REMOVE -> List.of(new Change.Removed(group, names));
            case ADD -> List.of(new Change.Added(group, List.copyOf(newcomers)));
            case APPROVE -> List.of(new Change.Added(group, letIn(members, newcomers)));
            case REJECT -> List.of();
        };
    }

    private static List<ObservedMember> letIn(
            Collection<GroupSnapshot.Member> waiting, Collection<ObservedMember> newcomers) {
        return Stream.concat(
                        waiting.stream().map(person -> ObservedMember.plain(person.jid(), person.lid())),
                        newcomers.stream())
                .toList();
    }

    /** One for each member that it changed. */
    List<Event> events(Origin origin, String gid, Collection<IntendedChange.Member> done) {
        return done.stream()
                // A member that no read shows may have been in the group all the same.
                .filter(member -> this == REMOVE || !member.alreadyDone())
                .map(member -> GroupEvents.ofMember(event, origin, gid, member.named()))
                .toList();
    }

    /**
     * Whether the group shows the change of a member already.
     *
     * @param member as the group lists them; null if they are not in it, nor, for {@link #REJECT}, among those who wait
     */
    boolean isDoneFor(GroupSnapshot.Member member) {
        return switch (this) {
            case PROMOTE -> member != null && member.isAdmin();
            case DEMOTE -> member != null && member.isPlain();
            case ADD, APPROVE -> member != null;
            case REMOVE, REJECT -> member == null;
        };
    }
}
