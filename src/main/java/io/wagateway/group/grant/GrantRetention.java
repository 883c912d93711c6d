package io.wagateway.group.grant;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Removes grants that nobody needs any more, some at a time. */
public final class GrantRetention {
    private static final int BATCH = 500;

    private static final String OLD = "select id from member_grants where ended_at < ?";

    /** Nobody can ask for them, and the gateway has no account any more that could demote the members. */
    private static final String OF_DELETED_SESSIONS = "select g.id from member_grants g where g.state = "
            + GrantState.ACTIVE.literal()
            + " and exists (select 1 from sessions s where s.id = g.session_id and s.deleted_at is not null)";

    private final JdbcClient jdbc;

    public GrantRetention(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param time grants that have ended before it, epoch milliseconds */
    public void removeOlder(long time) {
        remove(OLD, time);
    }

    /** Active ones; those that are over go when they are old. */
    public void removeOfDeletedSessions() {
        remove(OF_DELETED_SESSIONS);
    }

    private void remove(String which, Object... parameters) {
        int removed;
        do {
            removed = jdbc.sql(
                            "delete from member_grants where id in (" + which + " fetch first " + BATCH + " rows only)")
                    .params(parameters)
                    .update();
        } while (removed == BATCH);
    }
}
