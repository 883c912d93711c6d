package io.wagateway.group;

import io.wagateway.engine.EngineOperation;

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
