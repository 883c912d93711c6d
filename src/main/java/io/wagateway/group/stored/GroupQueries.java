package io.wagateway.group.stored;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.util.StringUtils;

/** Reads table {@code whatsapp_groups} without locks. */
@Repository
class GroupQueries {
    /**
     * A group that a refresh comes to.
     *
     * @param named whether its subject is stored
     * @param membersSeenAt when the members were last read, epoch milliseconds; null: never
     * @param listed whether the refresh found it in the account's list, or in a row of it that cannot be read
     */
    record Next(long id, String jid, boolean named, Long membersSeenAt, boolean listed) {}

    private final JdbcClient jdbc;

    GroupQueries(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<StoredGroup> find(String session, String group) {
        return jdbc.sql("select " + GroupColumns.SELECTED
                        + " from whatsapp_groups where session_id = ? and group_jid = ?")
                .params(session, group)
                .query(GroupColumns::read)
                .optional();
    }

    /** By id. */
    List<StoredGroup> list(String session, long after, int limit) {
        return list(session, null, after, limit);
    }

    /**
     * By id.
     *
     * @param groups JIDs of the only ones that count; null: all
     */
    List<StoredGroup> list(String session, Collection<String> groups, long after, int limit) {
        return jdbc.sql("select " + GroupColumns.SELECTED
                        + " from whatsapp_groups where session_id = :session and id > :after"
                        + (groups == null ? "" : " and group_jid in (:groups)")
                        + " order by session_id, id fetch first :limit rows only")
                .param("session", session)
                .param("groups", groups)
                .param("after", after)
                .param("limit", limit)
                .query(GroupColumns::read)
                .list();
    }

    int count(String session) {
        return jdbc.sql("select count(*) from whatsapp_groups where session_id = ?")
                .param(session)
                .query(Integer.class)
                .single();
    }

    /**
     * By id.
     *
     * @param listedAt the start of the refresh
     */
    List<Next> next(String session, long after, long listedAt, int limit) {
        return jdbc.sql("select id, group_jid, subject, members_seen_at, listed_at from whatsapp_groups"
                        + " where session_id = ? and id > ? order by session_id, id fetch first ? rows only")
                .params(session, after, limit)
                .query((row, number) -> new Next(
                        row.getLong("id"),
                        row.getString("group_jid"),
                        StringUtils.hasText(row.getString("subject")),
                        row.getObject("members_seen_at", Long.class),
                        row.getLong("listed_at") == listedAt))
                .list();
    }

    /** A deleted session that still has stored groups; empty if there is none. */
    Optional<String> deletedSession() {
        return jdbc.sql("select id from sessions where deleted_at is not null and exists"
                        + " (select 1 from whatsapp_groups g where g.session_id = sessions.id) fetch first 1 rows only")
                .query(String.class)
                .optional();
    }
}
