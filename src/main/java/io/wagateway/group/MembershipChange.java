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

/** A change of a group's members. */
enum MembershipChange {
    PROMOTE(EngineOperation.PROMOTE_ALL, EngineOperation.PROMOTE, EventName.PROMOTED, MemberRole.ADMIN),
    DEMOTE(EngineOperation.DEMOTE_ALL, EngineOperation.DEMOTE, EventName.DEMOTED, MemberRole.MEMBER),
    ADD(EngineOperation.ADD_MEMBERS, null, EventName.ADDED, null),
    REMOVE(EngineOperation.REMOVE_MEMBERS, null, EventName.REMOVED, null);

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
            case ADD -> REMOVE;
            case REMOVE -> ADD;
        };
    }

    /** The role of a member after the change; null if it changes no roles. */
    MemberRole role() {
        return role;
    }

    boolean isOfRoles() {
        return role != null;
    }

    /**
     * The change of the stored group.
     *
     * @param members those of the changed members who were in the group before
     * @param newcomers those who were not
     */
    Change confirmed(String group, Collection<GroupSnapshot.Member> members, Collection<ObservedMember> newcomers) {
        List<String> names =
                members.stream().flatMap(member -> member.names().stream()).toList();
        return switch (this) {
            case PROMOTE, DEMOTE -> new Change.Roles(group, names, role);
            case REMOVE -> new Change.Removed(group, names);
            case ADD -> new Change.Added(group, List.copyOf(newcomers));
        };
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
     * @param member as the group lists them; null if they are not in it
     */
    boolean isDoneFor(GroupSnapshot.Member member) {
        return switch (this) {
            case PROMOTE -> member != null && member.isAdmin();
            case DEMOTE -> member != null && member.isPlain();
            case ADD -> member != null;
            case REMOVE -> member == null;
        };
    }
}
