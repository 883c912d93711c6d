package io.wagateway.group.stored;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Table {@code group_members}. A writer has locked the group's row. */
@Repository
class MemberStore {
    private static final String OF_GROUP = " where session_id = :session and group_jid = :group";
    private static final String NAMED = OF_GROUP + " and (jid in (:names) or lid in (:names))";
    private static final int[] INSERT_TYPES = {
        Types.BIGINT,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.BOOLEAN,
        Types.VARCHAR,
        Types.BIGINT
    };
    private static final int[] UPDATE_TYPES = {
        Types.VARCHAR,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.BOOLEAN,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.BIGINT
    };
    private static final int[] ROLE_TYPES = {
        Types.VARCHAR, Types.VARCHAR, Types.VARCHAR, Types.VARCHAR, Types.VARCHAR, Types.VARCHAR, Types.VARCHAR
    };
    private static final int[] DELETE_TYPES = {Types.VARCHAR, Types.VARCHAR, Types.BIGINT};

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;
    private final RowIds ids;

    MemberStore(JdbcClient jdbc, JdbcTemplate batches, RowIds ids) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.ids = ids;
    }

    /**
     * Makes the stored members those that an engine reported. If its list is incomplete, those whom it lacks stay.
     *
     * @param observed a group with its members
     * @return how many there are
     */
    int replace(String session, ObservedGroup observed, long now) {
        List<MemberDiff.Row> stored = rows(session, observed.jid());
        return replace(session, observed.jid(), stored, MemberDiff.of(stored, observed), now);
    }

    /** @return how many there are */
    int replace(String session, String group, List<MemberDiff.Row> stored, MemberDiff diff, long now) {
        write(session, group, stored, diff, now);
        return stored.size() - diff.gone().size() + diff.added().size();
    }

    /**
     * Adds members; one who is stored already stays as they are.
     *
     * @return how many are new
     */
    int add(String session, String group, List<ObservedMember> newcomers, long now) {
        List<MemberDiff.Row> stored = rows(session, group);
        MemberDiff diff = MemberDiff.of(stored, newcomers);
        write(session, group, stored, new MemberDiff(diff.added(), List.of(), List.of()), now);
        return diff.added().size();
    }

    /** By id. */
    List<MemberDiff.Row> rows(String session, String group) {
        return jdbc.sql("select id, jid, lid, role, is_creator, tag from group_members" + OF_GROUP
                        + " order by session_id, group_jid, id")
                .param("session", session)
                .param("group", group)
                .query(MemberStore::row)
                .list();
    }

    private void write(String session, String group, List<MemberDiff.Row> stored, MemberDiff diff, long now) {
        batches.batchUpdate(
                "delete from group_members where session_id = ? and group_jid = ? and id = ?",
                diff.gone().stream()
                        .map(id -> new Object[] {session, group, id})
                        .toList(),
                DELETE_TYPES);
        batches.batchUpdate(
                "update group_members set jid = ?, lid = ?, role = ?, is_creator = ?, tag = ?"
                        + " where session_id = ? and group_jid = ? and id = ?",
                diff.changed().stream()
                        .map(row -> new Object[] {
                            row.member().jid(),
                            row.member().lid(),
                            row.member().role().wireName(),
                            row.member().creator(),
                            row.member().tag(),
                            session,
                            group,
                            row.id()
                        })
                        .toList(),
                UPDATE_TYPES);
        if (!diff.added().isEmpty()) {
            insert(session, group, stored, diff.added(), now);
        }
    }

    private void insert(
            String session, String group, List<MemberDiff.Row> stored, List<ObservedMember> added, long now) {
        long used = stored.stream().mapToLong(MemberDiff.Row::id).max().orElse(0);
        AtomicLong id = new AtomicLong(ids.draw(session, used, added.size()));
        batches.batchUpdate(
                "insert into group_members (id, session_id, group_jid, jid, lid, role, is_creator, tag, first_seen_at)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                added.stream()
                        .map(member -> new Object[] {
                            id.getAndIncrement(),
                            session,
                            group,
                            member.jid(),
                            member.lid(),
                            member.role().wireName(),
                            member.creator(),
                            member.tag(),
                            now
                        })
                        .toList(),
                INSERT_TYPES);
    }

    void setRole(String session, String group, Collection<String> names, MemberRole role) {
        jdbc.sql("update group_members set role = :role" + NAMED)
                .param("role", role.wireName())
                .param("session", session)
                .param("group", group)
                .param("names", names)
                .update();
    }

    /** As {@link #setRole}, of members who have one name or two. */
    void setRoles(List<RoleChange> changes) {
        batches.batchUpdate(
                "update group_members set role = ? where session_id = ? and group_jid = ?"
                        + " and (jid in (?, ?) or lid in (?, ?))",
                changes.stream().map(MemberStore::parameters).toList(),
                ROLE_TYPES);
    }

    private static Object[] parameters(RoleChange change) {
        Iterator<String> names = change.roles().names().iterator();
        String first = names.next();
        String second = names.hasNext() ? names.next() : first;
        return new Object[] {
            change.roles().role().wireName(), change.session(), change.roles().group(), first, second, first, second
        };
    }

    int remove(String session, String group, Collection<String> names) {
        return jdbc.sql("delete from group_members" + NAMED)
                .param("session", session)
                .param("group", group)
                .param("names", names)
                .update();
    }

    void removeAll(String session, String group) {
        jdbc.sql("delete from group_members" + OF_GROUP)
                .param("session", session)
                .param("group", group)
                .update();
    }

    private static MemberDiff.Row row(ResultSet row, int number) throws SQLException {
        return new MemberDiff.Row(
                row.getLong("id"),
                new ObservedMember(
                        row.getString("jid"),
                        row.getString("lid"),
                        MemberRole.ofColumn(row.getString("role")),
                        row.getBoolean("is_creator"),
                        row.getString("tag")));
    }
}
