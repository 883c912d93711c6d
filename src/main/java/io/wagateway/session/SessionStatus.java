package io.wagateway.session;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The status of an account at its engine; only {@link #WORKING} means connected. */
public enum SessionStatus {
    STOPPED,
    STARTING,
    SCAN_QR_CODE,
    PASSKEY_REQUIRED,
    WORKING,
    FAILED;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<SessionStatus> parse(Object wireName) {
        return Arrays.stream(values())
                .filter(status -> status.wireName().equals(wireName))
                .findFirst();
    }
}
