package io.wagateway.group.stored;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads table {@code group_members} without locks. */
@Repository
class MemberQueries {
    private final JdbcClient jdbc;

    MemberQueries(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** By id. */
    List<StoredMember> list(String session, StoredGroup group, long after, int limit) {
        // Ordered by all columns of the primary key, so that every database reads along it and does not sort.
        return jdbc.sql("select id, jid, lid, role, is_creator, tag, first_seen_at from group_members"
                        + " where session_id = :session and group_jid = :group"
                        + " and id > :after order by session_id, group_jid, id fetch first :limit rows only")
                .param("session", session)
                .param("group", group.groupJid())
                .param("after", after)
                .param("limit", limit)
                .query((row, number) -> new StoredMember(
                        row.getLong("id"),
                        session,
                        group.groupJid(),
                        row.getString("jid"),
                        row.getString("lid"),
                        MemberRole.ofColumn(row.getString("role")),
                        row.getBoolean("is_creator"),
                        row.getString("tag"),
                        row.getLong("first_seen_at"),
                        group.lastSeen(row.getLong("first_seen_at"))))
                .list();
    }
}
