package io.wagateway.event.log;

import com.github.f4b6a3.ulid.UlidCreator;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Table {@code event_intents}. An intent is written before WhatsApp is asked and goes in the transaction that writes the
 * events of its end. Of a process that died, or could not reach the database then, it stays, and is settled.
 */
@Repository
public class Intents {
    /** An intent of this process that is older is looked at: it may have been left. */
    private static final long LOOKED_AT = Duration.ofSeconds(30).toMillis();

    /** So long whoever has claimed one is at it. */
    private static final long CLAIMED = Duration.ofMinutes(1).toMillis();

    private static final int LOOKED_AT_ONCE = 64;

    private record Row(Intent intent, String owner, long settleAt) {}

    private final JdbcClient jdbc;
    private final NodeRegistry nodes;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    public Intents(JdbcClient jdbc, NodeRegistry nodes) {
        this.jdbc = jdbc;
        this.nodes = nodes;
    }

    /** Not written yet. */
    public Intent prepare(Origin origin, String groupJid, String intendedChange) {
        return new Intent(
                UlidCreator.getMonotonicUlid().toString(),
                origin,
                groupJid,
                intendedChange,
                System.currentTimeMillis());
    }

    /** In the transaction of whoever calls, or in one of its own. From here on it is under way, until {@link #leave}. */
    public void write(Intent intent) {
        nodes.appear(intent.createdAt());
        underWay.add(intent.id());
        jdbc.sql(
                        "insert into event_intents (id, owner, organization_id, session_id, group_jid, actor, request_id,"
                                + " operation_id, intended_change, created_at, recover_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .params(
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
                        intent.createdAt() + LOOKED_AT)
                .update();
    }

    /** In the transaction of whoever calls; false where somebody else has settled it, and written its events. */
    public boolean end(Intent intent) {
        return jdbc.sql("delete from event_intents where id = ?")
                        .param(intent.id())
                        .update()
                > 0;
    }

    /** Nothing in this process is at it any more, whether it has ended or not. */
    public void leave(Intent intent) {
        underWay.remove(intent.id());
    }

    /**
     * Takes intents that nobody is at: what this process has left, and those of dead ones. Each is under way from here on,
     * and must be ended, or {@link #again}; and left.
     *
     * @param others whether to take those of other processes, too
     */
    public List<Intent> claim(long now, boolean others, int most) {
        List<Intent> claimed = new ArrayList<>();
        for (Row row : rows("owner = ? and recover_at <= ?", nodes.id(), now)) {
            if (underWay.contains(row.intent().id())) {
                move(row, now + LOOKED_AT);
            } else if (claimed.size() < most && move(row, now + CLAIMED)) {
                claimed.add(row.intent());
            }
        }
        if (others && claimed.size() < most) {
            for (Row row : rows(
                    "owner <> ? and not exists (select 1 from nodes n where n.id = owner and n.alive_until >= ?)",
                    nodes.id(),
                    now)) {
                if (claimed.size() < most && move(row, now + CLAIMED)) {
                    claimed.add(row.intent());
                }
            }
        }
        claimed.forEach(intent -> underWay.add(intent.id()));
        return claimed;
    }

    /** It cannot be settled yet. */
    public void again(Intent intent, long at) {
        jdbc.sql("update event_intents set recover_at = ? where id = ? and owner = ?")
                .params(at, intent.id(), nodes.id())
                .update();
    }

    /** Of many who want it, one makes it its own. */
    private boolean move(Row row, long settleAt) {
        return jdbc.sql(
                                "update event_intents set owner = ?, recover_at = ? where id = ? and owner = ? and recover_at = ?")
                        .params(nodes.id(), settleAt, row.intent().id(), row.owner(), row.settleAt())
                        .update()
                > 0;
    }

    private List<Row> rows(String which, String node, long now) {
        return jdbc.sql("select id, owner, organization_id, session_id, group_jid, actor, request_id, operation_id,"
                        + " intended_change, created_at, recover_at from event_intents where " + which
                        + " order by recover_at fetch first " + LOOKED_AT_ONCE + " rows only")
                .params(node, now)
                .query(Intents::row)
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
