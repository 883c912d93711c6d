package io.wagateway.group.grant;

import java.util.Locale;

/** What has become of a grant. */
enum GrantState {
    ACTIVE,
    /** The member is no admin any more, or not in the group; or the account has left it. */
    ENDED,
    /** The gateway could not demote the member for a day. */
    FAILED,
    /** A caller revoked it: the member stays as they are. */
    REVOKED;

    /** As on the wire and in the database. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As a literal in a statement, so that the database can plan for it. */
    String literal() {
        return "'" + wireName() + "'";
    }
}
