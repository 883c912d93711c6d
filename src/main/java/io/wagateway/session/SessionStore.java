package io.wagateway.session;

import io.wagateway.database.DatabaseClock;
import io.wagateway.database.RetryingTransaction;
import io.wagateway.event.log.Event;
import io.wagateway.event.log.EventLog;
import io.wagateway.event.log.EventName;
import io.wagateway.event.log.Origin;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionOperations;

/** Table {@code sessions}. */
@Repository
class SessionStore {
    /** A session that its engine has not reported as connected for longer than this does not count as connected. */
    static final Duration CONFIRMED = Duration.ofSeconds(60);

    private static final String STOPPED = SessionStatus.STOPPED.wireName();
    private static final String WORKING = SessionStatus.WORKING.wireName();
    private static final String COLUMNS = "id, organization_id, label, engine, engine_session, status, phone_number,"
            + " wa_jid, wa_lid, created_at, updated_at, last_connected_at, status_details";

    /** @param deleted whether it was deleted through the API */
    record Row(Session session, boolean deleted) {}

    private final JdbcClient jdbc;
    private final TransactionOperations transaction;
    private final EventLog log;
    private final DatabaseClock clock;

    SessionStore(JdbcClient jdbc, TransactionOperations transaction, EventLog log, DatabaseClock clock) {
        this.jdbc = jdbc;
        this.transaction = new RetryingTransaction(transaction);
        this.log = log;
        this.clock = clock;
    }

    Optional<Session> find(String id) {
        return findRow(id).filter(row -> !row.deleted()).map(Row::session);
    }

    Optional<Row> findRow(String id) {
        return jdbc.sql("select " + COLUMNS + ", deleted_at from sessions where id = ?")
                .param(id)
                .query((row, number) -> new Row(row(row, number), row.getObject("deleted_at") != null))
                .optional();
    }

    /** How many sessions name an entry that is none of these, by that entry. */
    Map<String, Long> countByOtherEngines(Collection<String> engines) {
        Map<String, Long> counts = new TreeMap<>();
        jdbc.sql("select engine, count(*) as number from sessions where deleted_at is null"
                        + " and engine not in (:engines) group by engine")
                .param("engines", engines)
                .query(row -> {
                    counts.put(row.getString("engine"), row.getLong("number"));
                });
        return counts;
    }

    /**
     * The sessions of one organisation that are not deleted, by id.
     *
     * @param ids of the only ones that count; null: all
     */
    List<Session> list(String organization, Collection<String> ids, String after, int limit) {
        return jdbc.sql("select " + COLUMNS + " from sessions where organization_id = :organization and id > :after"
                        + (ids == null ? "" : " and id in (:ids)")
                        + " and deleted_at is null order by id fetch first :limit rows only")
                .param("organization", organization)
                .param("ids", ids)
                .param("after", after)
                .param("limit", limit)
                .query(this::row)
                .list();
    }

    void insert(Session session) {
        jdbc.sql("insert into sessions (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .params(
                        session.id(),
                        session.organizationId(),
                        session.label(),
                        session.engine(),
                        session.engineSession(),
                        session.status().wireName(),
                        session.phoneNumber(),
                        session.waJid(),
                        session.waLid(),
                        session.createdAt(),
                        session.updatedAt(),
                        session.lastConnectedAt(),
                        session.details())
                .update();
    }

    boolean isEmpty() {
        return jdbc.sql("select 1 from sessions fetch first 1 rows only")
                .query(Integer.class)
                .optional()
                .isEmpty();
    }

    void declare(String id, String label, String engine, String engineSession, long now) {
        jdbc.sql("update sessions set label = ?, engine = ?, engine_session = ?, updated_at = ? where id = ?")
                .params(label, engine, engineSession, now, id)
                .update();
    }

    /** Removes the status and the names of an account that the session no longer names. */
    void resetStatus(String id) {
        jdbc.sql("update sessions set status = ?, phone_number = null, wa_jid = null, wa_lid = null,"
                        + " last_connected_at = null, status_details = null where id = ?")
                .params(STOPPED, id)
                .update();
    }

    /** As {@link #updateStatus}, for a change that no caller has made. */
    void updateStatus(String id, SessionStatus status, String waJid, String waLid, String phoneNumber, long now) {
        updateStatus(null, id, status, waJid, waLid, phoneNumber, null, now);
    }

    /**
     * Stores what an engine reports of the account. Without any name the stored names stay, else these replace them all. A
     * changed status is also an event.
     *
     * @param by who has changed the status; null: no caller
     * @param details see {@link Session#details}
     */
    void updateStatus(
            Origin by,
            String id,
            SessionStatus status,
            String waJid,
            String waLid,
            String phoneNumber,
            String details,
            long now) {
        transaction.executeWithoutResult(transacted -> {
            jdbc.sql("select organization_id from sessions where id = ? and status <> ? and deleted_at is null"
                            + " for update")
                    .params(id, status.wireName())
                    .query(String.class)
                    .optional()
                    .ifPresent(organization -> log.append(List.of(changed(by, organization, id, status))));
            write(id, status, waJid, waLid, phoneNumber, details, now);
        });
    }

    private static Event changed(Origin by, String organization, String id, SessionStatus status) {
        Origin origin = by != null ? by : Origin.observed(organization, id);
        return Event.of(EventName.SESSION_STATUS, origin, null, Map.of("status", status.wireName()));
    }

    private void write(
            String id, SessionStatus status, String waJid, String waLid, String phoneNumber, String details, long now) {
        boolean named = waJid != null || waLid != null;
        jdbc.sql("update sessions set status = :status, status_details = :details, updated_at = :now,"
                        + (named ? " wa_jid = :jid, wa_lid = :lid, phone_number = :number," : "")
                        + " last_connected_at = coalesce(:connected, last_connected_at) where id = :id")
                .param("status", status.wireName())
                .param("details", details)
                .param("now", now)
                .param("jid", waJid)
                .param("lid", waLid)
                .param("number", phoneNumber)
                .param("connected", status == SessionStatus.WORKING ? now : null)
                .param("id", id)
                .update();
    }

    /**
     * The sessions on one account, also deleted ones.
     *
     * @param engines the entries that lead to it
     * @param engineSession its name there, in any case; null: all sessions of these entries
     */
    List<Row> findByAccount(List<String> engines, String engineSession) {
        return jdbc.sql("select " + COLUMNS + ", deleted_at from sessions where engine in (:engines)"
                        + (engineSession == null ? "" : " and lower(engine_session) = lower(:name)")
                        + " order by id")
                .param("engines", engines)
                .param("name", engineSession)
                .query((row, number) -> new Row(row(row, number), row.getObject("deleted_at") != null))
                .list();
    }

    /**
     * The sessions of an account that its engine speaks of.
     *
     * @param name of the account there, or its user JID; null: all sessions of the entry
     */
    List<Session> hinted(String entry, String name, int limit) {
        return jdbc.sql(
                        "select " + COLUMNS + " from sessions where engine = :entry and deleted_at is null"
                                + (name == null
                                        ? ""
                                        : " and (engine_session = :name or wa_jid = :name or wa_lid = :name"
                                                + " or engine_session is null)")
                                + " order by case when engine_session is null then 1 else 0 end, id fetch first :limit rows only")
                .param("entry", entry)
                .param("name", name)
                .param("limit", limit)
                .query(this::row)
                .list();
    }

    /**
     * Whether sessions of other organisations, also deleted ones, may use the account under another name: without a
     * name, under a JID, or under its number.
     */
    boolean mayBeOthers(List<String> engines, String engineSession, String organization) {
        return jdbc.sql("select count(*) from sessions where engine in (:engines) and organization_id <> :organization"
                                + " and (engine_session is null or engine_session like '%@%' or phone_number = :name)")
                        .param("engines", engines)
                        .param("organization", organization)
                        .param("name", engineSession)
                        .query(Long.class)
                        .single()
                > 0;
    }

    /**
     * Whether another session that is not deleted uses the same account under another name: without a name, or under the
     * JID of the account.
     *
     * @param engines the entries that lead to it
     */
    boolean isNamedOtherwise(List<String> engines, Session session) {
        return jdbc.sql("select count(*) from sessions where engine in (:engines) and id <> :id and deleted_at is null"
                                + " and (engine_session is null or engine_session = :jid or wa_jid = :name)")
                        .param("engines", engines)
                        .param("id", session.id())
                        .param("jid", session.waJid())
                        .param("name", session.engineSession())
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** False if there is no such session, or it is deleted. */
    boolean delete(String id, long now) {
        return jdbc.sql("update sessions set deleted_at = ?, updated_at = ? where id = ? and deleted_at is null")
                        .params(now, now, id)
                        .update()
                > 0;
    }

    /** Removes the names of the account. */
    void unpair(String id, long now) {
        jdbc.sql("update sessions set phone_number = null, wa_jid = null, wa_lid = null, updated_at = ? where id = ?"
                        + " and (phone_number is not null or wa_jid is not null or wa_lid is not null)")
                .params(now, id)
                .update();
    }

    /** The id of the session that comes so many rows after this id; empty if there are not so many. */
    Optional<String> idAfter(String id, int rows) {
        return jdbc.sql("select id from sessions where id > ? order by id offset ? rows fetch first 1 rows only")
                .params(id, rows)
                .query(String.class)
                .optional();
    }

    /**
     * Sessions whose status must be read from their engines, by id.
     *
     * @param until the last id that counts; empty: all
     * @param stopped stopped sessions; else all others
     * @param before epoch milliseconds: leaves out sessions that were found connected later
     */
    List<Session> watched(String after, Optional<String> until, boolean stopped, long before, int limit) {
        return jdbc.sql("select " + COLUMNS + " from sessions where id > :after and deleted_at is null"
                        + (until.isPresent() ? " and id <= :until" : "")
                        + (stopped ? " and status = :stopped" : " and status <> :stopped")
                        + " and (status <> :working or last_connected_at is null or last_connected_at < :before)"
                        + " order by id fetch first :limit rows only")
                .param("after", after)
                .param("until", until.orElse(null))
                .param("stopped", STOPPED)
                .param("working", WORKING)
                .param("before", before)
                .param("limit", limit)
                .query(this::row)
                .list();
    }

    /** Stores that these sessions were found connected. */
    void connected(Collection<String> ids, long now) {
        // Another node may update the same rows in another order.
        transaction.executeWithoutResult(status -> jdbc.sql(
                        "update sessions set last_connected_at = :now where id in (:ids) and status = :working")
                .param("working", WORKING)
                .param("now", now)
                .param("ids", ids)
                .update());
    }

    /** A session counts as connected only if it was found connected within the last minute. */
    private SessionStatus status(String stored, Long lastConnectedAt) {
        SessionStatus status = SessionStatus.parse(stored).orElse(SessionStatus.FAILED);
        boolean fresh = lastConnectedAt != null && lastConnectedAt >= clock.getAsLong() - CONFIRMED.toMillis();
        return status == SessionStatus.WORKING && !fresh ? SessionStatus.FAILED : status;
    }

    private Session row(ResultSet row, int number) throws SQLException {
        Long lastConnectedAt = row.getObject("last_connected_at", Long.class);
        return new Session(
                row.getString("id"),
                row.getString("organization_id"),
                row.getString("label"),
                row.getString("engine"),
                row.getString("engine_session"),
                status(row.getString("status"), lastConnectedAt),
                row.getString("phone_number"),
                row.getString("wa_jid"),
                row.getString("wa_lid"),
                row.getLong("created_at"),
                row.getLong("updated_at"),
                lastConnectedAt,
                row.getString("status_details"));
    }
}
