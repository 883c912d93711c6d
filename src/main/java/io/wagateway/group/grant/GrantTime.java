package io.wagateway.group.grant;

import io.wagateway.pipeline.Query;
import java.time.Duration;
import java.util.Optional;
import org.springframework.boot.convert.DurationStyle;

/** The query parameter {@code for}: how long a member is to be an admin. */
public final class GrantTime {
    private static final String NAME = "for";
    private static final Duration MIN = Duration.ofMinutes(1);
    private static final Duration MAX = Duration.ofDays(30);
    private static final String EXPECTED = "must be: 1m to 30d, a number with a unit (90m, 2h, 7d) or ISO 8601 (PT2H)";

    private GrantTime() {}

    /**
     * Empty if the call has none.
     *
     * @throws io.wagateway.error.InvalidRequestException 400 if it is no such time
     */
    public static Optional<Duration> of(Query query) {
        String text = query.text(NAME);
        if (text == null && query.has(NAME)) {
            throw Query.wrong(NAME, EXPECTED);
        }
        return Optional.ofNullable(text).map(GrantTime::parse);
    }

    private static Duration parse(String text) {
        // Without a unit it could be minutes as well as milliseconds.
        if (Character.isDigit(text.charAt(text.length() - 1))) {
            throw Query.wrong(NAME, EXPECTED);
        }
        Duration time;
        try {
            time = DurationStyle.detectAndParse(text);
        } catch (IllegalArgumentException e) {
            throw Query.wrong(NAME, EXPECTED);
        }
        if (time.compareTo(MIN) < 0 || time.compareTo(MAX) > 0) {
            throw Query.wrong(NAME, EXPECTED);
        }
        return time;
    }

    /** @throws io.wagateway.error.InvalidRequestException 400 if the call has one */
    public static void refuse(Query query) {
        if (query.has(NAME)) {
            throw Query.wrong(NAME, "must be absent: only a promotion is for a time");
        }
    }
}
