package io.wagateway.group;

import java.util.Locale;

/** What the session's own account is in a group. */
enum AccountRole {
    OUT,
    MEMBER,
    ADMIN,
    /** The engine lists members by names that it does not know of the account: only WhatsApp can say. */
    UNKNOWN;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
