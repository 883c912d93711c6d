package io.wagateway.session;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * How far a session's groups are brought into the database. Times are epoch milliseconds.
 *
 * @param groupsDone of the refresh that runs or ran last
 * @param groupsTotal null until they are counted
 * @param startedAt of the refresh that runs or ran last; null: there was none
 * @param finishedAt of the last one that ended; null: none has
 */
public record SessionSync(State state, int groupsDone, Integer groupsTotal, Long startedAt, Long finishedAt) {
    public static final SessionSync NEVER = new SessionSync(State.NEVER, 0, null, null, null);

    public enum State {
        NEVER,
        RUNNING,
        DONE,
        FAILED;

        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(String wireName) {
            return valueOf(wireName.toUpperCase(Locale.ROOT));
        }
    }
}
