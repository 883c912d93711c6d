package io.wagateway.group.stored;

/**
 * A member has another role, in a group whose row the current transaction holds.
 *
 * @param roles with one name of the member, or two
 */
public record RoleChange(String session, LockedGroup group, Change.Roles roles) {}
