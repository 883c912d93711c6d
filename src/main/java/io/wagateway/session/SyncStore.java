package io.wagateway.session;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Table {@code session_syncs}: which sessions' groups are due, how far each refresh is, and which node holds its lease.
 * If a lease is not renewed, the first node to claim it resumes the refresh.
 */
@Repository
public class SyncStore {
    private static final String RUNNING = SessionSync.State.RUNNING.wireName();
    private static final String PROGRESS = "state, groups_done, groups_total, started_at, finished_at, error";

    /**
     * A refresh that a node holds.
     *
     * @param startedAt epoch milliseconds; another node may have started it
     * @param total null until the groups are counted
     * @param after the id of the last group that is stored
     * @param isListedBefore whether the last list that came was of the same account
     * @param isOfAnother whether it was of another account
     */
    public record Lease(
            Session session,
            long startedAt,
            Integer total,
            int done,
            long after,
            boolean isListedBefore,
            boolean isOfAnother) {
        public boolean isCounted() {
            return total != null;
        }
    }

    /**
     * The account of a session that is not deleted, and what is known of its groups.
     *
     * @param jid user JID; null if it is not known
     * @param lid null if it is not known
     * @param isListed whether its groups have been listed
     * @param isCompletelyListed whether they have been listed completely once, so that a group that is not stored is new
     */
    public record Account(String organization, String jid, String lid, boolean isListed, boolean isCompletelyListed) {}

    private record Row(String account, String listedAccount, SessionSync sync, long after) {}

    private final JdbcClient jdbc;
    private final SessionStore sessions;

    SyncStore(JdbcClient jdbc, SessionStore sessions) {
        this.jdbc = jdbc;
        this.sessions = sessions;
    }

    /** By session id; sessions without a refresh are missing. */
    Map<String, SessionSync> find(Collection<String> sessionIds) {
        if (sessionIds.isEmpty()) {
            return Map.of();
        }
        Map<String, SessionSync> found = new HashMap<>();
        jdbc.sql("select session_id, " + PROGRESS + " from session_syncs where session_id in (:ids)")
                .param("ids", sessionIds)
                .query(row -> {
                    found.put(row.getString("session_id"), sync(row));
                });
        return found;
    }

    /** A session whose refresh is due. */
    public record Due(String sessionId, String organization) {}

    /**
     * Connected sessions without a lease whose refresh is due, or whose account has changed: the first of each organisation,
     * the second of each and so on.
     */
    public List<Due> due(long now, int limit) {
        return jdbc.sql("select id, organization_id from (select s.id, s.organization_id,"
                        + " coalesce(y.next_at, 0) as due_at, row_number() over (partition by s.organization_id"
                        + " order by coalesce(y.next_at, 0), s.id) as turn from sessions s left join session_syncs y on y.session_id = s.id"
                        + " where s.deleted_at is null and s.status = :working and (y.session_id is null"
                        + " or (y.lease_until < :now and (y.next_at <= :now"
                        + " or coalesce(y.account, '') <> coalesce(s.wa_jid, s.wa_lid, '')))))"
                        + " due order by turn, due_at, id fetch first :limit rows only")
                .param("working", SessionStatus.WORKING.wireName())
                .param("now", now)
                .param("limit", limit)
                .query((row, number) -> new Due(row.getString(1), row.getString(2)))
                .list();
    }

    /** Empty if another node was faster, or the session is deleted. */
    public Optional<Lease> claim(String sessionId, String owner, long now, long until) {
        Session session = sessions.find(sessionId).orElse(null);
        if (session == null || !take(sessionId, owner, now, until)) {
            return Optional.empty();
        }
        String account = session.waJid() != null ? session.waJid() : session.waLid();
        Row row = jdbc.sql("select account, listed_account, last_group, " + PROGRESS
                        + " from session_syncs where session_id = ?")
                .param(sessionId)
                .query((found, number) -> new Row(
                        found.getString("account"),
                        found.getString("listed_account"),
                        sync(found),
                        found.getLong("last_group")))
                .single();
        SessionSync sync = row.sync();
        boolean isOfSameAccount = Objects.equals(row.account(), account);
        boolean isListed = Objects.requireNonNullElse(account, "").equals(row.listedAccount());
        boolean isOfAnother = !isListed && row.listedAccount() != null;
        if (sync.state() == SessionSync.State.RUNNING && isOfSameAccount) {
            return Optional.of(new Lease(
                    session,
                    sync.startedAt(),
                    sync.groupsTotal(),
                    sync.groupsDone(),
                    row.after(),
                    isListed,
                    isOfAnother));
        }
        jdbc.sql("update session_syncs set state = ?, account = ?, groups_total = null, groups_done = 0,"
                        + " last_group = 0, started_at = ? where session_id = ? and lease_owner = ?")
                .params(RUNNING, account, now, sessionId, owner)
                .update();
        return Optional.of(new Lease(session, now, null, 0, 0, isListed, isOfAnother));
    }

    /** Empty if the session is deleted. */
    public Optional<Account> account(String sessionId) {
        return jdbc.sql("select s.organization_id, s.wa_jid, s.wa_lid,"
                        + " y.listed_account = coalesce(s.wa_jid, s.wa_lid, '') as is_listed,"
                        + " y.known_account = coalesce(s.wa_jid, s.wa_lid, '') as is_known"
                        + " from sessions s left join session_syncs y on y.session_id = s.id"
                        + " where s.id = ? and s.deleted_at is null")
                .param(sessionId)
                .query((row, number) -> new Account(
                        row.getString("organization_id"),
                        row.getString("wa_jid"),
                        row.getString("wa_lid"),
                        row.getBoolean("is_listed"),
                        row.getBoolean("is_known")))
                .optional();
    }

    /** A complete list of the account's groups is stored. */
    public void listedCompletely(String sessionId, String owner) {
        jdbc.sql("update session_syncs set known_account = coalesce(account, '')"
                        + " where session_id = ? and lease_owner = ?")
                .params(sessionId, owner)
                .update();
    }

    private boolean take(String sessionId, String owner, long now, long until) {
        int taken = jdbc.sql("update session_syncs set lease_owner = ?, lease_until = ?, error = null"
                        + " where session_id = ? and lease_until < ?")
                .params(owner, until, sessionId, now)
                .update();
        return taken == 1 || insert(sessionId, owner, now, until);
    }

    private boolean insert(String sessionId, String owner, long now, long until) {
        boolean known = jdbc.sql("select session_id from session_syncs where session_id = ?")
                .param(sessionId)
                .query(String.class)
                .optional()
                .isPresent();
        if (known) {
            return false;
        }
        try {
            // No account has this name, so the refresh starts from the beginning.
            jdbc.sql("insert into session_syncs (session_id, account, state, groups_done, last_group, started_at,"
                            + " next_at, lease_owner, lease_until) values (?, '-', ?, 0, 0, ?, 0, ?, ?)")
                    .params(sessionId, RUNNING, now, owner, until)
                    .update();
            return true;
        } catch (DuplicateKeyException anotherNode) {
            return false;
        }
    }

    /** Renews the leases that this node holds. */
    public void renew(Collection<String> sessionIds, String owner, long until) {
        if (!sessionIds.isEmpty()) {
            jdbc.sql("update session_syncs set lease_until = :until where lease_owner = :owner"
                            + " and session_id in (:ids)")
                    .param("until", until)
                    .param("owner", owner)
                    .param("ids", sessionIds)
                    .update();
        }
    }

    /** Stores the progress after the list; false if this node has lost the lease, or the session is deleted. */
    public boolean progress(String sessionId, String owner, int total, int done, long after) {
        return jdbc.sql("update session_syncs set groups_total = ?, groups_done = ?, last_group = ?,"
                                + " listed_account = coalesce(account, '')"
                                + " where session_id = ? and lease_owner = ? and exists (select 1 from sessions s"
                                + " where s.id = session_syncs.session_id and s.deleted_at is null)")
                        .params(total, done, after, sessionId, owner)
                        .update()
                == 1;
    }

    /**
     * Releases the lease; the refresh resumes later.
     *
     * @param why for the caller, at most 255 characters; null if nothing is wrong
     */
    public boolean pause(String sessionId, String owner, long nextAt, String why) {
        return jdbc.sql("update session_syncs set next_at = ?, error = ?, lease_owner = null, lease_until = 0"
                                + " where session_id = ? and lease_owner = ?")
                        .params(nextAt, why, sessionId, owner)
                        .update()
                == 1;
    }

    /** @param error why the refresh failed, at most 255 characters; null: it did not */
    public boolean end(String sessionId, String owner, SessionSync.State state, String error, long now, long nextAt) {
        return jdbc.sql("update session_syncs set state = ?, error = ?, finished_at = ?, next_at = ?,"
                                + " lease_owner = null, lease_until = 0 where session_id = ? and lease_owner = ?")
                        .params(state.wireName(), error, now, nextAt, sessionId, owner)
                        .update()
                == 1;
    }

    /** Removes the rows of deleted sessions. */
    public void removeDeleted() {
        jdbc.sql("delete from session_syncs where session_id in"
                        + " (select id from sessions where deleted_at is not null)")
                .update();
    }

    private static SessionSync sync(ResultSet row) throws SQLException {
        return new SessionSync(
                SessionSync.State.of(row.getString("state")),
                row.getInt("groups_done"),
                row.getObject("groups_total", Integer.class),
                row.getLong("started_at"),
                row.getObject("finished_at", Long.class),
                row.getString("error"));
    }
}
