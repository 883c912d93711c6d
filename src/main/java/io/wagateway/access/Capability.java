package io.wagateway.access;

import java.util.Locale;

/** What a caller may do. Independent flags: none of them holds another. */
public enum Capability {
    /** Look at groups, members and events. */
    READ,
    /** Act in groups. */
    SEND,
    /** Administer sessions, webhooks and keys. */
    MANAGE;

    /** {@code read}, {@code send} or {@code manage}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
