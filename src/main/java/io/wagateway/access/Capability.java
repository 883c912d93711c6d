package io.wagateway.access;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a caller may do. The flags are independent: none includes another. */
public enum Capability {
    /** Read groups, members and events. */
    READ,
    /** Act in groups. */
    SEND,
    /** Administer sessions, webhooks and keys. */
    MANAGE;

    /** {@code read}, {@code send} or {@code manage}. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Capability of(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
