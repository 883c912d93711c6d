package io.wagateway.event.recovery;

import com.github.f4b6a3.ulid.UlidCreator;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Table {@code nodes}: the processes that work on this database, this one among them. */
@Repository
public class NodeRegistry implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(NodeRegistry.class);

    /** A node without a heartbeat for this long is dead. */
    private static final long TIME_TO_LIVE = Duration.ofSeconds(20).toMillis();

    private static final long HEARTBEAT_INTERVAL = Duration.ofSeconds(5).toMillis();
    private static final long ROW_LIFETIME = Duration.ofHours(1).toMillis();

    private final JdbcClient jdbc;
    private final String id;
    private volatile Long lastHeartbeat;
    private long reachableSince;

    public NodeRegistry(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.id = UlidCreator.getMonotonicUlid().toString();
    }

    /** The unique id of this process, a ULID. */
    public String id() {
        return id;
    }

    /** Call it before this process writes anything that other processes would recover if they took it for dead. */
    void register(long now) {
        if (lastHeartbeat == null) {
            heartbeat(now);
        }
    }

    /**
     * Records every five seconds that this node is alive; call it every second or so.
     *
     * @param now epoch milliseconds of the database: all nodes compare them
     * @return whether a node without a heartbeat is dead; false for a while after this node itself could not reach the
     *     database, as the others may have had the same outage
     */
    public synchronized boolean heartbeat(long now) {
        if (lastHeartbeat == null || now - lastHeartbeat >= HEARTBEAT_INTERVAL) {
            int known = jdbc.sql("update nodes set alive_until = ? where id = ?")
                    .params(now + TIME_TO_LIVE, id)
                    .update();
            if (known == 0) {
                jdbc.sql("insert into nodes (id, alive_until) values (?, ?)")
                        .params(id, now + TIME_TO_LIVE)
                        .update();
            }
            jdbc.sql("delete from nodes where alive_until < ?")
                    .param(now - ROW_LIFETIME)
                    .update();
            if (lastHeartbeat != null && now - lastHeartbeat > 2 * HEARTBEAT_INTERVAL) {
                reachableSince = now;
            }
            lastHeartbeat = now;
        }
        return now - reachableSince >= TIME_TO_LIVE;
    }

    /** Other nodes recover its intents at once, and need not wait until its row expires. */
    @Override
    public void destroy() {
        try {
            jdbc.sql("delete from nodes where id = ?").param(id).update();
        } catch (DataAccessException e) {
            LOG.info(
                    "This node could not delete its row in the table nodes: {}",
                    e.getClass().getName());
        }
    }
}
