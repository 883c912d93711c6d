package io.wagateway.group;

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
}
