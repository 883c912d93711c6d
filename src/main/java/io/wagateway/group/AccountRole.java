package io.wagateway.group;

import io.wagateway.error.ForbiddenException;
import io.wagateway.error.NotFoundException;
import java.util.Locale;

/** The role of the session's own account in a group. */
enum AccountRole {
    OUT,
    MEMBER,
    ADMIN,
    /** The engine lists members by names that it does not know of the account: only WhatsApp can decide. */
    UNKNOWN;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Requires that the account may be in the group.
     *
     * @throws NotFoundException 404
     */
    void requireInGroup() {
        if (this == OUT) {
            throw new NotFoundException("group not found");
        }
    }

    /**
     * Requires that the account may be an admin of the group.
     *
     * @throws ForbiddenException 403
     */
    void requireAdmin() {
        if (this == MEMBER) {
            throw new ForbiddenException("the session's account is not an admin of the group");
        }
    }
}
