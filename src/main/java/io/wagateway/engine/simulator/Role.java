package io.wagateway.engine.simulator;

import java.util.Locale;

/** A member's role in a group. The superadmin is its creator. */
public enum Role {
    SUPERADMIN,
    ADMIN,
    MEMBER;

    boolean isAdmin() {
        return this != MEMBER;
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
