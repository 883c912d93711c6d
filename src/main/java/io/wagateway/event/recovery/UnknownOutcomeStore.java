package io.wagateway.event.recovery;

import io.wagateway.event.log.Origin;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Table {@code unknown_outcomes}: changes that the gateway asked for, whose outcome it could not find out. An engine may
 * make one late; if a read shows it within {@link #KEPT}, it was that call's change, and not a stranger's.
 */
@Repository
public class UnknownOutcomeStore {
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final JdbcClient jdbc;

    public UnknownOutcomeStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Keeps an intent that has ended; joins the caller's transaction.
     *
     * @param intendedChange the part whose outcome is unknown, as JSON
     * @param now epoch milliseconds of the database
     */
    public void keep(Intent intent, String intendedChange, long now) {
        removeOld(now);
        // A node may end an intent that it has recovered a second time.
        remove(intent);
        jdbc.sql("insert into unknown_outcomes (id, organization_id, session_id, group_jid, actor, request_id,"
                        + " operation_id, intended_change, ended_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .params(
                        intent.id(),
                        intent.origin().organization(),
                        intent.origin().session(),
                        intent.groupJid(),
                        intent.origin().actor(),
                        intent.origin().requestId(),
                        intent.origin().operationId(),
                        intendedChange,
                        now)
                .update();
    }

    /**
     * Those of an organisation that may show in a group of one of its sessions, the oldest first.
     *
     * @param now epoch milliseconds of the database
     */
    public List<Intent> find(String organization, String session, String groupJid, long now) {
        return jdbc.sql("select id, organization_id, session_id, group_jid, actor, request_id, operation_id,"
                        + " intended_change, ended_at from unknown_outcomes where organization_id = ? and (group_jid = ?"
                        + " or (group_jid is null and session_id = ?)) and ended_at >= ? order by id")
                .params(organization, groupJid, session, now - KEPT.toMillis())
                .query((row, number) -> new Intent(
                        row.getString("id"),
                        new Origin(
                                row.getString("organization_id"),
                                row.getString("session_id"),
                                row.getString("actor"),
                                row.getString("request_id"),
                                row.getString("operation_id")),
                        row.getString("group_jid"),
                        row.getString("intended_change"),
                        row.getLong("ended_at")))
                .list();
    }

    /** A part of the change has shown; joins the caller's transaction. */
    public void replace(Intent kept, String rest) {
        jdbc.sql("update unknown_outcomes set intended_change = ? where id = ?")
                .params(rest, kept.id())
                .update();
    }

    /** All of the change has shown; joins the caller's transaction. */
    public void remove(Intent kept) {
        jdbc.sql("delete from unknown_outcomes where id = ?").param(kept.id()).update();
    }

    private void removeOld(long now) {
        jdbc.sql("delete from unknown_outcomes where ended_at < ?")
                .param(now - KEPT.toMillis())
                .update();
    }
}
