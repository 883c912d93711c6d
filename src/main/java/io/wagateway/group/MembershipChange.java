package io.wagateway.group;

import io.wagateway.engine.EngineOperation;
import io.wagateway.event.log.Event;
import io.wagateway.event.log.EventName;
import io.wagateway.event.log.Origin;
import io.wagateway.group.stored.Change;
import io.wagateway.group.stored.ObservedMember;
import java.util.Collection;
import java.util.List;

/** What can be done to many members of a group with one question to an engine. */
enum MembershipChange {
    PROMOTE(EngineOperation.PROMOTE_ALL, EventName.PROMOTED, "admin"),
    DEMOTE(EngineOperation.DEMOTE_ALL, EventName.DEMOTED, "member"),
    ADD(EngineOperation.ADD_MEMBERS, EventName.ADDED, null),
    REMOVE(EngineOperation.REMOVE_MEMBERS, EventName.REMOVED, null);

    private final EngineOperation operation;
    private final EventName event;
    private final String role;

    MembershipChange(EngineOperation operation, EventName event, String role) {
        this.operation = operation;
        this.event = event;
        this.role = role;
    }

    EngineOperation operation() {
        return operation;
    }

    /** Of this change. */
    EventName event() {
        return event;
    }

    /** That which takes this one back. */
    MembershipChange opposite() {
        return switch (this) {
            case PROMOTE -> DEMOTE;
            case DEMOTE -> PROMOTE;
            case ADD -> REMOVE;
            case REMOVE -> ADD;
        };
    }

    /** What a member is afterwards; null where the change is not one of roles. */
    String role() {
        return role;
    }

    boolean isOfRoles() {
        return role != null;
    }

    /**
     * What is stored of it.
     *
     * @param members who is in the group already
     * @param newcomers who was not, by user JID or LID
     */
    Change confirmed(String group, Collection<GroupSnapshot.Member> members, Collection<String> newcomers) {
        List<String> names =
                members.stream().flatMap(member -> member.names().stream()).toList();
        return switch (this) {
            case PROMOTE, DEMOTE -> new Change.Roles(group, names, role);
            case REMOVE -> new Change.Removed(group, names);
            case ADD ->
                new Change.Added(
                        group, newcomers.stream().map(ObservedMember::named).toList());
        };
    }

    /** One for each of whom it was a change. */
    List<Event> events(Origin origin, String gid, Collection<IntendedChange.Member> done) {
        return done.stream()
                // Whom no read shows may have been in the group all the same.
                .filter(member -> this == REMOVE || !member.already())
                .map(member -> GroupEvents.ofMember(event, origin, gid, member.named()))
                .toList();
    }

    /**
     * Whether it would be no change, or has happened.
     *
     * @param member null where nobody of that name is in the group
     */
    boolean isNoneFor(GroupSnapshot.Member member) {
        return switch (this) {
            case PROMOTE -> member != null && member.isAdmin();
            case DEMOTE -> member != null && !member.isAdmin();
            case ADD -> member != null;
            case REMOVE -> member == null;
        };
    }
}
