package io.wagateway.event.recovery;

import com.github.f4b6a3.ulid.UlidCreator;
import io.wagateway.event.log.Origin;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Table {@code event_intents}. An intent is written before WhatsApp is asked. The transaction that writes the events of the
 * outcome deletes it. It stays if the process died or could not reach the database then; another process recovers it.
 */
@Repository
public class IntentStore {
    /** This process checks an intent of its own after this time: the thread that wrote it may have abandoned it. */
    private static final long CHECK_AFTER = Duration.ofSeconds(30).toMillis();

    private static final long CLAIM_DURATION = Duration.ofMinutes(1).toMillis();
    private static final int ROWS_PER_QUERY = 64;

    private static final String COLUMNS = "id, owner, organization_id, session_id, group_jid, actor, request_id,"
            + " operation_id, intended_change, created_at, recover_at";

    private static final int[] INSERT_TYPES = {
        Types.VARCHAR,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.BIGINT,
        Types.BIGINT
    };
    private static final int[] ID_TYPE = {Types.VARCHAR};

    private record Row(Intent intent, String owner, long recoverAt) {}

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;
    private final NodeRegistry nodes;
    private final Set<String> inFlight = ConcurrentHashMap.newKeySet();

    public IntentStore(JdbcTemplate jdbc, NodeRegistry nodes) {
        this.jdbc = JdbcClient.create(jdbc);
        this.batches = jdbc;
        this.nodes = nodes;
    }

    /**
     * A new intent, which {@link #write} has still to store.
     *
     * @param now epoch milliseconds of the database
     */
    public Intent prepare(Origin origin, String groupJid, String intendedChange, long now) {
        return new Intent(UlidCreator.getMonotonicUlid().toString(), origin, groupJid, intendedChange, now);
    }

    /** As {@link #writeAll}, for one. */
    public void write(Intent intent) {
        writeAll(List.of(intent));
    }

    /** Joins the caller's transaction if there is one. The intents are in flight from here on, until {@link #release}. */
    public void writeAll(Collection<Intent> written) {
        List<Object[]> rows = new ArrayList<>();
        for (Intent intent : written) {
            nodes.register(intent.createdAt());
            inFlight.add(intent.id());
            rows.add(new Object[] {
                intent.id(),
                nodes.id(),
                intent.origin().organization(),
                intent.origin().session(),
                intent.groupJid(),
                intent.origin().actor(),
                intent.origin().requestId(),
                intent.origin().operationId(),
                intent.intendedChange(),
                intent.createdAt(),
                intent.createdAt() + CHECK_AFTER
            });
        }
        if (!rows.isEmpty()) {
            batches.batchUpdate(
                    "insert into event_intents (id, owner, organization_id, session_id, group_jid, actor, request_id,"
                            + " operation_id, intended_change, created_at, recover_at, after_event) values (?, ?, ?, ?,"
                            + " ?, ?, ?, ?, ?, ?, ?, (select coalesce(max(number), 0) from events))",
                    rows,
                    INSERT_TYPES);
        }
    }

    /** Joins the caller's transaction; false if another thread or process has recovered it and written its events. */
    public boolean end(Intent intent) {
        return endAll(List.of(intent)).get(0);
    }

    /** As {@link #end}, of each of them. */
    public List<Boolean> endAll(List<Intent> ended) {
        int[] deleted = batches.batchUpdate(
                "delete from event_intents where id = ?",
                ended.stream().map(intent -> new Object[] {intent.id()}).toList(),
                ID_TYPE);
        return Arrays.stream(deleted).mapToObj(rows -> rows > 0).toList();
    }

    /**
     * Ends an intent and leaves another in its place, which is due after a while; joins the caller's transaction. The
     * age of the intent stays.
     *
     * @param now epoch milliseconds
     * @return false, and there is none in its place, if another thread or process has recovered it
     */
    public boolean replace(Intent intent, String intendedChange, long now) {
        return jdbc.sql("update event_intents set id = ?, owner = ?, intended_change = ?, recover_at = ? where id = ?")
                        .params(
                                UlidCreator.getMonotonicUlid().toString(),
                                nodes.id(),
                                intendedChange,
                                now + CHECK_AFTER,
                                intent.id())
                        .update()
                > 0;
    }

    /**
     * The number of the latest event in the log when the intent was written; empty if another thread or process has
     * recovered it.
     */
    public OptionalLong lastEventBefore(Intent intent) {
        return jdbc.sql("select after_event from event_intents where id = ?")
                .param(intent.id())
                .query(Long.class)
                .optional()
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    /** The intended changes of those intents of the same session and group that were written after this one. */
    public List<String> later(Intent intent) {
        return jdbc.sql("select later.intended_change from event_intents this join event_intents later"
                        + " on later.session_id = this.session_id and later.group_jid = this.group_jid"
                        + " and (later.after_event, later.created_at, later.id)"
                        + " > (this.after_event, this.created_at, this.id) where this.id = ?")
                .param(intent.id())
                .query(String.class)
                .list();
    }

    /**
     * The intents of an organisation that may show in a group of one of its sessions: those about the group, by whichever
     * session, and those by which this session creates or joins a group.
     */
    public List<Intent> open(String organization, String session, String groupJid) {
        return jdbc.sql("select " + COLUMNS + " from event_intents where organization_id = ? and (group_jid = ?"
                        + " or (group_jid is null and session_id = ?)) order by created_at, id")
                .params(organization, groupJid, session)
                .query((row, number) -> row(row, number).intent())
                .list();
    }

    /** No thread of this process works on it any more, whether it has ended or not. */
    public void release(Intent intent) {
        inFlight.remove(intent.id());
    }

    /**
     * Claims abandoned intents: those of this process that no thread works on, and those of dead processes. The caller must
     * {@link #end} or {@link #reschedule} each, and then {@link #release} it.
     *
     * @param now epoch milliseconds of the database
     * @param others whether to claim intents of dead processes, too
     * @param most how many at most
     */
    public List<Intent> claim(long now, boolean others, int most) {
        List<Intent> claimed = new ArrayList<>();
        for (Row row : rows("owner = ? and recover_at <= ?", nodes.id(), now)) {
            if (inFlight.contains(row.intent().id())) {
                move(row, now + CHECK_AFTER);
            } else if (claimed.size() < most && move(row, now + CLAIM_DURATION)) {
                claimed.add(row.intent());
            }
        }
        if (others && claimed.size() < most) {
            for (Row row : rows(
                    "owner <> ? and not exists (select 1 from nodes n where n.id = owner and n.alive_until >= ?)",
                    nodes.id(),
                    now)) {
                if (claimed.size() < most && move(row, now + CLAIM_DURATION)) {
                    claimed.add(row.intent());
                }
            }
        }
        claimed.forEach(intent -> inFlight.add(intent.id()));
        return claimed;
    }

    /**
     * Recovery tries again later.
     *
     * @param at epoch milliseconds of the database
     */
    public void reschedule(Intent intent, long at) {
        jdbc.sql("update event_intents set recover_at = ? where id = ? and owner = ?")
                .params(at, intent.id(), nodes.id())
                .update();
    }

    /** If several processes try, one of them succeeds. */
    private boolean move(Row row, long recoverAt) {
        return jdbc.sql(
                                "update event_intents set owner = ?, recover_at = ? where id = ? and owner = ? and recover_at = ?")
                        .params(nodes.id(), recoverAt, row.intent().id(), row.owner(), row.recoverAt())
                        .update()
                > 0;
    }

    private List<Row> rows(String condition, String node, long now) {
        return jdbc.sql("select " + COLUMNS + " from event_intents where " + condition
                        + " order by recover_at fetch first " + ROWS_PER_QUERY + " rows only")
                .params(node, now)
                .query(IntentStore::row)
                .list();
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        Origin origin = new Origin(
                row.getString("organization_id"),
                row.getString("session_id"),
                row.getString("actor"),
                row.getString("request_id"),
                row.getString("operation_id"));
        Intent intent = new Intent(
                row.getString("id"),
                origin,
                row.getString("group_jid"),
                row.getString("intended_change"),
                row.getLong("created_at"));
        return new Row(intent, row.getString("owner"), row.getLong("recover_at"));
    }
}
