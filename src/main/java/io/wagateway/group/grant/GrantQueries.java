package io.wagateway.group.grant;

import io.wagateway.error.ConflictException;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Table {@code member_grants}, as callers list and revoke grants. */
final class GrantQueries {
    private static final String ONE =
            " where id = ? and session_id = ? and group_jid = ? and state = " + GrantState.ACTIVE.literal();

    private final JdbcClient jdbc;

    GrantQueries(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** By id. */
    List<Grant> list(String session, String group, String after, int limit) {
        return jdbc.sql("select id, jid, lid, ends_at, granted_by, created_at, state from member_grants"
                        + " where session_id = ? and group_jid = ? and id > ?"
                        + " order by session_id, group_jid, id fetch first ? rows only")
                .params(session, group, after, limit)
                .query((row, number) -> new Grant(
                        row.getString("id"),
                        row.getString("jid"),
                        row.getString("lid"),
                        row.getLong("ends_at"),
                        row.getString("granted_by"),
                        row.getLong("created_at"),
                        row.getString("state")))
                .list();
    }

    /**
     * Revokes an active grant.
     *
     * @param now epoch milliseconds of the database
     * @return false if there is none of that id
     * @throws ConflictException 409 if the gateway is demoting the member at this moment
     */
    boolean revoke(String session, String group, String id, long now) {
        int revoked = jdbc.sql("update member_grants set state = " + GrantState.REVOKED.literal() + ", ended_at = ?"
                        + ONE + " and (acting_until is null or acting_until < ?)")
                .params(now, id, session, group, now)
                .update();
        if (revoked == 0 && isActive(session, group, id)) {
            throw Grants.ending();
        }
        return revoked > 0;
    }

    private boolean isActive(String session, String group, String id) {
        return jdbc.sql("select id from member_grants" + ONE)
                .params(id, session, group)
                .query(String.class)
                .optional()
                .isPresent();
    }
}
