package io.wagateway.engine;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How sure an engine is that WhatsApp made a change. */
public enum ChangeOutcome {
    /** WhatsApp made it. */
    DONE,
    /** WhatsApp lets the account make such changes; whether it made this one must be read back. */
    ACCEPTED,
    /** The engine does not know; the change must be read back. */
    UNVERIFIED;

    /** In engine responses, for example {@code done}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Empty if the value is none of the wire names. */
    public static Optional<ChangeOutcome> parse(Object wireName) {
        return Arrays.stream(values())
                .filter(outcome -> outcome.wireName().equals(String.valueOf(wireName)))
                .findFirst();
    }
}
