package io.wagateway.session;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Table {@code sessions}. */
@Repository
class SessionStore {
    private static final String COLUMNS = "id, organization_id, label, engine, engine_session, status, phone_number,"
            + " wa_jid, wa_lid, created_at, updated_at, last_connected_at";

    /** @param deleted whether it was deleted through the API */
    record Row(Session session, boolean deleted) {}

    private final JdbcClient jdbc;

    SessionStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
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

    /** Every session that is not deleted. */
    List<Session> findAll() {
        return jdbc.sql("select " + COLUMNS + " from sessions where deleted_at is null order by id")
                .query(SessionStore::row)
                .list();
    }

    /** The sessions of one organisation that are not deleted, by id. */
    List<Session> list(String organization, String after, int limit) {
        return jdbc.sql("select " + COLUMNS + " from sessions where organization_id = ? and id > ?"
                        + " and deleted_at is null order by id fetch first ? rows only")
                .params(organization, after, limit)
                .query(SessionStore::row)
                .list();
    }

    void insert(Session session) {
        jdbc.sql("insert into sessions (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
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
                        session.lastConnectedAt())
                .update();
    }

    boolean isEmpty() {
        return jdbc.sql("select count(*) from sessions").query(Long.class).single() == 0;
    }

    void declare(String id, String label, String engine, String engineSession, long now) {
        jdbc.sql("update sessions set label = ?, engine = ?, engine_session = ?, updated_at = ? where id = ?")
                .params(label, engine, engineSession, now, id)
                .update();
    }

    /** Forgets what was known of an account that the session no longer stands for. */
    void resetStatus(String id) {
        jdbc.sql("update sessions set status = ?, phone_number = null, wa_jid = null, wa_lid = null,"
                        + " last_connected_at = null where id = ?")
                .params(SessionStatus.STOPPED.wireName(), id)
                .update();
    }

    /** What an engine said of the account; without any name the names stay as they were, else these are all of them. */
    void updateStatus(String id, SessionStatus status, String waJid, String waLid, String phoneNumber, long now) {
        boolean named = waJid != null || waLid != null;
        jdbc.sql("update sessions set status = :status, updated_at = :now,"
                        + (named ? " wa_jid = :jid, wa_lid = :lid, phone_number = :number," : "")
                        + " last_connected_at = coalesce(:connected, last_connected_at) where id = :id")
                .param("status", status.wireName())
                .param("now", now)
                .param("jid", waJid)
                .param("lid", waLid)
                .param("number", phoneNumber)
                .param("connected", status == SessionStatus.WORKING ? now : null)
                .param("id", id)
                .update();
    }

    private static Session row(ResultSet row, int number) throws SQLException {
        return new Session(
                row.getString("id"),
                row.getString("organization_id"),
                row.getString("label"),
                row.getString("engine"),
                row.getString("engine_session"),
                SessionStatus.parse(row.getString("status")).orElse(SessionStatus.FAILED),
                row.getString("phone_number"),
                row.getString("wa_jid"),
                row.getString("wa_lid"),
                row.getLong("created_at"),
                row.getLong("updated_at"),
                row.getObject("last_connected_at", Long.class));
    }
}
