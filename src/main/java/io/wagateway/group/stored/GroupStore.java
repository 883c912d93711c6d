package io.wagateway.group.stored;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Tables {@code whatsapp_groups} and {@code group_members}. Whoever changes a group holds its row first, so that two never
 * mix; and what was asked before a change was confirmed is not written over it.
 */
@Repository
class GroupStore {
    private static final String COLUMNS = "id, group_jid, subject, description, owner_jid, participant_count,"
            + " is_announce, is_locked, created_at_wa, first_seen_at, updated_at, members_seen_at";
    private static final String BY_JID = " where session_id = ? and group_jid = ?";
    private static final int[] INSERTED = {
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
        Types.BIGINT
    };
    private static final int[] UPDATED = {
        Types.VARCHAR,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.INTEGER,
        Types.BOOLEAN,
        Types.BOOLEAN,
        Types.BIGINT,
        Types.BIGINT,
        Types.VARCHAR,
        Types.BIGINT
    };
    private static final int[] LISTED = {Types.BIGINT, Types.VARCHAR, Types.BIGINT};

    /** So long after a change an engine that knows no such group may just not know it yet. */
    private static final Duration SETTLES = Duration.ofSeconds(10);

    /** What may be so many in one transaction. */
    private static final int BATCH = 500;

    /**
     * A group that a refresh comes to.
     *
     * @param listed whether the refresh found it in the account's list
     */
    record Next(long id, String jid, boolean named, Long membersSeenAt, boolean listed) {}

    private record LockedGroup(StoredGroup group, long changedAt) {
        /** Whether something newer than an answer to a question of that time is written down already. */
        boolean isNewerThan(long askedAt) {
            return changedAt >= askedAt || (group.membersSeenAt() != null && group.membersSeenAt() > askedAt);
        }

        /** Whether an engine may not have heard yet of what was confirmed, when it was asked. */
        boolean isUnsettled(long askedAt) {
            return changedAt > 0 && askedAt - changedAt < SETTLES.toMillis();
        }
    }

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;
    private final TransactionOperations transaction;
    private final MemberStore members;

    GroupStore(JdbcClient jdbc, JdbcTemplate batches, TransactionOperations transaction, MemberStore members) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.transaction = transaction;
        this.members = members;
    }

    Optional<StoredGroup> find(String session, String group) {
        return jdbc.sql("select " + COLUMNS + " from whatsapp_groups" + BY_JID)
                .params(session, group)
                .query(GroupStore::row)
                .optional();
    }

    /** By id. */
    List<StoredGroup> list(String session, long after, int limit) {
        return jdbc.sql("select " + COLUMNS + " from whatsapp_groups where session_id = ? and id > ?"
                        + " order by session_id, id fetch first ? rows only")
                .params(session, after, limit)
                .query(GroupStore::row)
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
                        row.getString("subject") != null,
                        row.getObject("members_seen_at", Long.class),
                        row.getLong("listed_at") == listedAt))
                .list();
    }

    /**
     * All groups of the account, without their members.
     *
     * @param listedAt the start of the refresh
     */
    void listed(String session, List<ObservedGroup> groups, long listedAt) {
        for (int from = 0; from < groups.size(); from += BATCH) {
            List<ObservedGroup> part = groups.subList(from, Math.min(groups.size(), from + BATCH));
            again(() -> transaction.executeWithoutResult(status -> writeListed(session, part, listedAt)));
        }
    }

    private void writeListed(String session, List<ObservedGroup> groups, long listedAt) {
        if (!isAlive(session)) {
            return;
        }
        Map<String, LockedGroup> known = new HashMap<>();
        jdbc.sql("select " + COLUMNS + ", changed_at from whatsapp_groups where session_id = :session"
                        + " and group_jid in (:jids) order by session_id, id for update")
                .param("session", session)
                .param("jids", groups.stream().map(ObservedGroup::jid).toList())
                .query(GroupStore::held)
                .list()
                .forEach(held -> known.put(held.group().groupJid(), held));
        Map<String, Object[]> inserted = new LinkedHashMap<>();
        List<Object[]> updated = new ArrayList<>();
        List<Object[]> marked = new ArrayList<>();
        for (ObservedGroup group : groups) {
            LockedGroup held = known.get(group.jid());
            if (held == null) {
                inserted.putIfAbsent(group.jid(), insert(session, group, listedAt, listedAt));
            } else {
                marked.add(new Object[] {listedAt, session, held.group().id()});
                if (held.changedAt() < listedAt) {
                    Integer counted = held.group().participantCount();
                    // How many the list says there are counts where nobody has read them.
                    Integer count = held.group().membersSeenAt() == null ? or(group.size(), counted) : counted;
                    update(session, held.group(), group, count, listedAt).ifPresent(updated::add);
                }
            }
        }
        batches.batchUpdate(INSERT, List.copyOf(inserted.values()), INSERTED);
        batches.batchUpdate(UPDATE, updated, UPDATED);
        batches.batchUpdate("update whatsapp_groups set listed_at = ? where session_id = ? and id = ?", marked, LISTED);
    }

    /** A group with its members, as they were when the question was asked. */
    void read(String session, ObservedGroup seen, long askedAt) {
        again(() -> transaction.executeWithoutResult(status -> {
            LockedGroup held = hold(session, seen, askedAt);
            if (held == null || held.isNewerThan(askedAt)) {
                return;
            }
            update(session, held.group(), seen, writeMembers(session, seen, askedAt), askedAt)
                    .ifPresent(this::update);
            jdbc.sql("update whatsapp_groups set members_seen_at = ? where session_id = ? and id = ?")
                    .params(askedAt, session, held.group().id())
                    .update();
        }));
    }

    /** What else is written in the transaction of a change, while the group's row is held. */
    interface TransactionCallback {
        /** @param firstSeenAt when the group was first seen, epoch milliseconds; null: it was not known before */
        void write(Long firstSeenAt);
    }

    /**
     * What WhatsApp has confirmed, and what is to be written together with it: more than once where the transaction has to
     * be made again.
     *
     * @param group the one that all changes are of; null, where there are none, for none
     */
    void apply(String session, String group, List<Change> changes, long now, TransactionCallback together) {
        again(() -> transaction.executeWithoutResult(status -> {
            Optional<LockedGroup> before = group == null ? Optional.empty() : held(session, group);
            Optional<LockedGroup> held = before;
            for (Change change : changes) {
                apply(session, change, now, held);
                held = Optional.empty();
            }
            together.write(before.map(known -> known.group().firstSeenAt()).orElse(null));
        }));
    }

    private void apply(String session, Change change, long now, Optional<LockedGroup> known) {
        if (change instanceof Change.Left) {
            remove(session, change.group());
            return;
        }
        ObservedGroup seen = change instanceof Change.Described described ? described.now() : unknown(change.group());
        LockedGroup held = known.orElseGet(() -> hold(session, seen, now));
        if (held == null) {
            return;
        }
        Integer count = seen.members() != null
                ? (Integer) writeMembers(session, seen, now)
                : counted(held.group().participantCount(), write(session, change, now));
        update(session, held.group(), seen, count, now).ifPresent(this::update);
        jdbc.sql("update whatsapp_groups set changed_at = ? where session_id = ? and id = ?")
                .params(now, session, held.group().id())
                .update();
    }

    /** Returns how many there are. */
    private int writeMembers(String session, ObservedGroup seen, long now) {
        List<MemberDiff.Row> stored = members.rows(session, seen.jid());
        MemberDiff diff = MemberDiff.of(stored, seen.members());
        members.write(session, seen.jid(), diff, now);
        return stored.size() - diff.gone().size() + diff.added().size();
    }

    private static Integer counted(Integer before, int more) {
        return before == null ? null : before + more;
    }

    /** Returns how many members there are more than before. */
    private int write(String session, Change change, long now) {
        if (change instanceof Change.Roles roles) {
            members.setRole(session, roles.group(), roles.names(), roles.role());
        } else if (change instanceof Change.Removed removed) {
            return removed.names().isEmpty() ? 0 : -members.remove(session, removed.group(), removed.names());
        } else if (change instanceof Change.Added added) {
            MemberDiff diff = MemberDiff.of(members.rows(session, added.group()), added.members());
            MemberDiff onlyNew = new MemberDiff(diff.added(), List.of(), List.of());
            members.write(session, added.group(), onlyNew, now);
            return onlyNew.added().size();
        }
        return 0;
    }

    /**
     * The account was not in it when the question was asked. It may have made or joined the group since, or just before,
     * and the engine may be behind: then it stays, as WhatsApp has confirmed that.
     */
    void remove(String session, String group, long askedAt) {
        transaction.executeWithoutResult(status -> {
            if (held(session, group)
                    .map(held -> held.isNewerThan(askedAt) || held.isUnsettled(askedAt))
                    .orElse(false)) {
                return;
            }
            remove(session, group);
        });
    }

    private void remove(String session, String group) {
        transaction.executeWithoutResult(status -> {
            jdbc.sql("select id from whatsapp_groups" + BY_JID + " for update")
                    .params(session, group)
                    .query(Long.class)
                    .optional();
            members.removeAll(session, group);
            jdbc.sql("delete from whatsapp_groups" + BY_JID)
                    .params(session, group)
                    .update();
        });
    }

    /** Removes some groups of sessions that were deleted; false where there are none. */
    boolean removeOfDeleted(int most) {
        Optional<String> session = jdbc.sql("select id from sessions where deleted_at is not null and exists"
                        + " (select 1 from whatsapp_groups g where g.session_id = sessions.id) fetch first 1 rows only")
                .query(String.class)
                .optional();
        session.ifPresent(id -> list(id, 0, most).forEach(group -> remove(id, group.groupJid())));
        return session.isPresent();
    }

    /** The group's row, held to the end of the transaction, made where it is missing; null where the session is gone. */
    private LockedGroup hold(String session, ObservedGroup seen, long now) {
        Optional<LockedGroup> known = held(session, seen.jid());
        if (known.isEmpty() && isAlive(session)) {
            batches.batchUpdate(INSERT, List.<Object[]>of(insert(session, seen, now, null)), INSERTED);
            return held(session, seen.jid()).orElseThrow();
        }
        return known.orElse(null);
    }

    private Optional<LockedGroup> held(String session, String group) {
        return jdbc.sql("select " + COLUMNS + ", changed_at from whatsapp_groups" + BY_JID + " for update")
                .params(session, group)
                .query(GroupStore::held)
                .optional();
    }

    private boolean isAlive(String session) {
        return jdbc.sql("select id from sessions where id = ? and deleted_at is null")
                .param(session)
                .query(String.class)
                .optional()
                .isPresent();
    }

    private static final String INSERT = "insert into whatsapp_groups (session_id, group_jid, subject, description,"
            + " owner_jid, participant_count, is_announce, is_locked, created_at_wa, first_seen_at, updated_at,"
            + " changed_at, listed_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private static Object[] insert(String session, ObservedGroup group, long now, Long listedAt) {
        return new Object[] {
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
            listedAt
        };
    }

    private static final String UPDATE = "update whatsapp_groups set subject = ?, description = ?, owner_jid = ?,"
            + " participant_count = ?, is_announce = ?, is_locked = ?, created_at_wa = ?, updated_at = ?"
            + " where session_id = ? and id = ?";

    private void update(Object[] row) {
        batches.batchUpdate(UPDATE, List.<Object[]>of(row), UPDATED);
    }

    /** Empty where nothing is to be written. */
    private static Optional<Object[]> update(
            String session, StoredGroup before, ObservedGroup seen, Integer count, long now) {
        Object[] row = {
            or(seen.subject(), before.subject()),
            or(seen.description(), before.description()),
            or(seen.ownerOrCreator(), before.ownerJid()),
            count,
            or(seen.announce(), before.announce()),
            or(seen.locked(), before.locked()),
            or(seen.createdAt(), before.createdAtWa()),
            now,
            session,
            before.id()
        };
        Object[] known = {
            before.subject(),
            before.description(),
            before.ownerJid(),
            before.participantCount(),
            before.announce(),
            before.locked(),
            before.createdAtWa()
        };
        for (int i = 0; i < known.length; i++) {
            if (!Objects.equals(known[i], row[i])) {
                return Optional.of(row);
            }
        }
        return Optional.empty();
    }

    private static <T> T or(T told, T before) {
        return told != null ? told : before;
    }

    private static ObservedGroup unknown(String jid) {
        return new ObservedGroup(jid, null, null, null, null, null, null, null, null, null);
    }

    /** Two that make the same group's row at one moment: the second finds it there. */
    private static void again(Runnable write) {
        try {
            write.run();
        } catch (DuplicateKeyException somebodyWasFaster) {
            write.run();
        }
    }

    private static LockedGroup held(ResultSet row, int number) throws SQLException {
        return new LockedGroup(row(row, number), row.getLong("changed_at"));
    }

    private static StoredGroup row(ResultSet row, int number) throws SQLException {
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
                row.getObject("members_seen_at", Long.class));
    }
}
