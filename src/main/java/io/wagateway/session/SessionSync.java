package io.wagateway.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * The progress of the refresh that stores a session's groups. Times are epoch milliseconds.
 *
 * @param groupsDone groups that the current or last refresh has stored
 * @param groupsTotal null until they are counted
 * @param startedAt start of the current or last refresh; null: none has started
 * @param finishedAt end of the last refresh; null: none has ended
 * @param error why the last refresh failed, or why the current one waits; null: neither is so
 */
public record SessionSync(
        State state,
        int groupsDone,
        Integer groupsTotal,
        Long startedAt,
        Long finishedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) String error) {
    public static final SessionSync NEVER = new SessionSync(State.NEVER, 0, null, null, null, null);

    /** The same, without the numbers of groups. */
    SessionSync withoutGroups() {
        return new SessionSync(state, 0, null, startedAt, finishedAt, error);
    }

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
