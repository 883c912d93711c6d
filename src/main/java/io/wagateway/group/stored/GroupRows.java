package io.wagateway.group.stored;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Writes table {@code whatsapp_groups}, always in the caller's transaction. A writer locks the group's row first, so that
 * two never write the same group at the same time.
 */
@Repository
class GroupRows {
    private static final String BY_JID = " where session_id = ? and group_jid = ?";
    private static final String BY_ID = " where session_id = ? and id = ?";
    private static final String LOCKED = ", changed_at, members_known, read_ended_at";
    private static final String MARK_CHANGED = "update whatsapp_groups set changed_at = ?" + BY_ID;
    private static final int[] LISTED_TYPES = {Types.BIGINT, Types.VARCHAR, Types.BIGINT};

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;
    private final MemberStore members;
    private final RowIds ids;

    GroupRows(JdbcClient jdbc, JdbcTemplate batches, MemberStore members, RowIds ids) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.members = members;
        this.ids = ids;
    }

    /** Holds the group's row until the transaction ends; empty if there is none. */
    Optional<LockedGroup> lock(String session, String group) {
        return jdbc.sql("select " + GroupColumns.SELECTED + LOCKED + " from whatsapp_groups" + BY_JID + " for update")
                .params(session, group)
                .query(GroupRows::locked)
                .optional();
    }

    /** By group JID, those that have a row. */
    Map<String, LockedGroup> lockAll(String session, Collection<String> groups) {
        return lockAll(session, groups, "");
    }

    /** By group JID, those that have a row that no other transaction holds. It never waits. */
    Map<String, LockedGroup> lockFree(String session, Collection<String> groups) {
        return lockAll(session, groups, " skip locked");
    }

    private Map<String, LockedGroup> lockAll(String session, Collection<String> groups, String mode) {
        Map<String, LockedGroup> found = new HashMap<>();
        jdbc.sql("select " + GroupColumns.SELECTED + LOCKED + " from whatsapp_groups where session_id = :session"
                        + " and group_jid in (:jids) order by session_id, id for update" + mode)
                .param("session", session)
                .param("jids", groups)
                .query(GroupRows::locked)
                .list()
                .forEach(group -> found.put(group.row().groupJid(), group));
        return found;
    }

    /** As {@link #lock}, and inserts the row if it is missing; empty if the session is deleted. */
    Optional<LockedGroup> lockOrInsert(String session, ObservedGroup observed, long now) {
        Optional<LockedGroup> known = lock(session, observed.jid());
        if (known.isEmpty() && isAlive(session)) {
            insert(session, List.<Object[]>of(GroupColumns.insertParameters(session, observed, now, null)));
            return Optional.of(lock(session, observed.jid()).orElseThrow());
        }
        return known;
    }

    boolean isAlive(String session) {
        return jdbc.sql("select id from sessions where id = ? and deleted_at is null")
                .param(session)
                .query(String.class)
                .optional()
                .isPresent();
    }

    /** @param rows of {@link GroupColumns#insertParameters} */
    void insert(String session, List<Object[]> rows) {
        if (rows.isEmpty()) {
            return;
        }
        long used = jdbc.sql("select coalesce(max(id), 0) from whatsapp_groups where session_id = ?")
                .param(session)
                .query(Long.class)
                .single();
        long id = ids.draw(session, used, rows.size());
        for (Object[] row : rows) {
            row[0] = id;
            id++;
        }
        batches.batchUpdate(GroupColumns.INSERT, rows, GroupColumns.INSERT_TYPES);
    }

    /** @param rows of {@link GroupColumns#updateParameters} */
    void update(List<Object[]> rows) {
        batches.batchUpdate(GroupColumns.UPDATE, rows, GroupColumns.UPDATE_TYPES);
    }

    void markListed(String session, List<Long> ids, long listedAt) {
        batches.batchUpdate(
                "update whatsapp_groups set listed_at = ?" + BY_ID,
                ids.stream().map(id -> new Object[] {listedAt, session, id}).toList(),
                LISTED_TYPES);
    }

    /** The response that was stored last came then. */
    void markRead(String session, List<Long> ids, long endedAt) {
        batches.batchUpdate(
                "update whatsapp_groups set read_ended_at = ?" + BY_ID,
                ids.stream().map(id -> new Object[] {endedAt, session, id}).toList(),
                LISTED_TYPES);
    }

    void markAllListed(String session, long listedAt) {
        jdbc.sql("update whatsapp_groups set listed_at = ? where session_id = ? and listed_at <> ?")
                .params(listedAt, session, listedAt)
                .update();
    }

    /**
     * After a read of the members.
     *
     * @param known whether all of them are stored
     */
    void markMembersSeen(String session, long id, long seenAt, long endedAt, boolean known) {
        jdbc.sql("update whatsapp_groups set members_seen_at = ?, read_ended_at = ?, members_known = ?" + BY_ID)
                .params(seenAt, endedAt, known, session, id)
                .update();
    }

    /** The next read of each group is as if it were the first. */
    void forgetMembers(String session) {
        jdbc.sql("update whatsapp_groups set members_known = false, members_seen_at = null where session_id = ?")
                .param(session)
                .update();
    }

    void markChanged(String session, long id, long changedAt) {
        jdbc.sql(MARK_CHANGED).params(changedAt, session, id).update();
    }

    void markChanged(Collection<RoleChange> changes, long changedAt) {
        batches.batchUpdate(
                MARK_CHANGED,
                changes.stream()
                        .map(change -> List.<Object>of(
                                changedAt,
                                change.session(),
                                change.group().row().id()))
                        .distinct()
                        .map(List::toArray)
                        .toList(),
                LISTED_TYPES);
    }

    /** Deletes the group with its members. */
    void delete(String session, String group) {
        jdbc.sql("select id from whatsapp_groups" + BY_JID + " for update")
                .params(session, group)
                .query(Long.class)
                .optional();
        members.removeAll(session, group);
        jdbc.sql("delete from whatsapp_groups" + BY_JID).params(session, group).update();
    }

    private static LockedGroup locked(ResultSet row, int number) throws SQLException {
        return new LockedGroup(
                GroupColumns.read(row, number),
                row.getLong("changed_at"),
                row.getBoolean("members_known"),
                row.getLong("read_ended_at"));
    }
}
