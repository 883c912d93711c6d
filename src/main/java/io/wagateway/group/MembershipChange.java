package io.wagateway.group;

import io.wagateway.engine.EngineOperation;
import io.wagateway.group.stored.Change;
import io.wagateway.group.stored.SeenMember;
import java.util.Collection;
import java.util.List;

/** What can be done to many members of a group with one question to an engine. */
enum MembershipChange {
    PROMOTE(EngineOperation.PROMOTE_ALL, "admin"),
    DEMOTE(EngineOperation.DEMOTE_ALL, "member"),
    ADD(EngineOperation.ADD_MEMBERS, null),
    REMOVE(EngineOperation.REMOVE_MEMBERS, null);

    private final EngineOperation operation;
    private final String role;

    MembershipChange(EngineOperation operation, String role) {
        this.operation = operation;
        this.role = role;
    }

    EngineOperation operation() {
        return operation;
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
                        group, newcomers.stream().map(SeenMember::named).toList());
        };
    }

    /** @param member null where nobody of that name is in the group */
    boolean isNoneFor(GroupSnapshot.Member member) {
        return switch (this) {
            case PROMOTE -> member != null && member.isAdmin();
            case DEMOTE -> member != null && !member.isAdmin();
            case ADD -> member != null;
            case REMOVE -> member == null;
        };
    }
}
