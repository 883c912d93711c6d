package io.wagateway.group.stored;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Arrays;
import java.util.Optional;

/** The columns of table {@code whatsapp_groups}, and the statements and parameters that write them. */
final class GroupColumns {
    static final String SELECTED = "id, group_jid, subject, description, owner_jid, participant_count,"
            + " is_announce, is_locked, created_at_wa, first_seen_at, updated_at, members_seen_at,"
            + " join_approval, member_add, is_community, linked_parent";

    static final String INSERT = "insert into whatsapp_groups (id, session_id, group_jid, subject, description,"
            + " owner_jid, participant_count, is_announce, is_locked, created_at_wa, first_seen_at, updated_at,"
            + " changed_at, listed_at, join_approval, member_add, is_community, linked_parent)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    static final int[] INSERT_TYPES = {
        Types.BIGINT,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.INTEGER,
        Types.BOOLEAN,
        Types.BOOLEAN,
        Types.BIGINT,
        Types.BIGINT,
        Types.BIGINT,
        Types.BIGINT,
        Types.BIGINT,
        Types.BOOLEAN,
        Types.VARCHAR,
        Types.BOOLEAN,
        Types.VARCHAR
    };

    static final String UPDATE = "update whatsapp_groups set subject = ?, description = ?, owner_jid = ?,"
            + " participant_count = ?, is_announce = ?, is_locked = ?, created_at_wa = ?, join_approval = ?, member_add = ?,"
            + " is_community = ?, linked_parent = ?, updated_at = ?"
            + " where session_id = ? and id = ?";
    static final int[] UPDATE_TYPES = {
        Types.VARCHAR,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.INTEGER,
        Types.BOOLEAN,
        Types.BOOLEAN,
        Types.BIGINT,
        Types.BOOLEAN,
        Types.VARCHAR,
        Types.BOOLEAN,
        Types.VARCHAR,
        Types.BIGINT,
        Types.VARCHAR,
        Types.BIGINT
    };

    private GroupColumns() {}

    static StoredGroup read(ResultSet row, int number) throws SQLException {
        return new StoredGroup(
                row.getLong("id"),
                row.getString("group_jid"),
                row.getString("subject"),
                row.getString("description"),
                row.getString("owner_jid"),
                row.getObject("participant_count", Integer.class),
                row.getObject("is_announce", Boolean.class),
                row.getObject("is_locked", Boolean.class),
                row.getObject("created_at_wa", Long.class),
                row.getLong("first_seen_at"),
                row.getLong("updated_at"),
                new Admission(
                        row.getObject("join_approval", Boolean.class),
                        row.getString("member_add"),
                        row.getObject("is_community", Boolean.class),
                        row.getString("linked_parent")),
                row.getObject("members_seen_at", Long.class));
    }

    /**
     * Without the id, the first of them.
     *
     * @param listedAt the start of the refresh that found the group in the account's list; null: none did
     */
    static Object[] insertParameters(String session, ObservedGroup group, long now, Long listedAt) {
        return new Object[] {
            null,
            session,
            group.jid(),
            group.subject(),
            group.description(),
            group.ownerOrCreator(),
            group.size(),
            group.announce(),
            group.locked(),
            group.createdAt(),
            now,
            now,
            0L,
            listedAt,
            group.admission().joinApproval(),
            group.admission().memberAdd(),
            group.admission().community(),
            group.admission().linkedParent()
        };
    }

    /** Keeps what the engine did not report; empty if all columns would stay as they are. */
    static Optional<Object[]> updateParameters(
            String session, StoredGroup before, ObservedGroup observed, Integer count, long now) {
        Admission admission = observed.admission().orElse(before.admission());
        Object[] known = {
            before.subject(),
            before.description(),
            before.ownerJid(),
            before.participantCount(),
            before.announce(),
            before.locked(),
            before.createdAtWa(),
            before.admission().joinApproval(),
            before.admission().memberAdd(),
            before.admission().community(),
            before.admission().linkedParent()
        };
        Object[] written = {
            orElse(observed.subject(), before.subject()),
            orElse(observed.description(), before.description()),
            orElse(observed.ownerOrCreator(), before.ownerJid()),
            count,
            orElse(observed.announce(), before.announce()),
            orElse(observed.locked(), before.locked()),
            orElse(observed.createdAt(), before.createdAtWa()),
            admission.joinApproval(),
            admission.memberAdd(),
            admission.community(),
            admission.linkedParent()
        };
        if (Arrays.equals(known, written)) {
            return Optional.empty();
        }
        Object[] parameters = Arrays.copyOf(written, UPDATE_TYPES.length);
        parameters[written.length] = now;
        parameters[written.length + 1] = session;
        parameters[written.length + 2] = before.id();
        return Optional.of(parameters);
    }

    private static <T> T orElse(T observed, T before) {
        return observed != null ? observed : before;
    }
}
