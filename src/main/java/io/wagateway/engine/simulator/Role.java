package io.wagateway.engine.simulator;

import java.util.Locale;

/** What somebody is in a group; the superadmin is its creator. */
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
