package io.wagateway.event.log;

import com.github.f4b6a3.ulid.UlidCreator;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Table {@code nodes}: the processes at work on this database, this one among them. */
@Repository
public class NodeRegistry implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(NodeRegistry.class);

    /** After this long without a sign of life a node is dead. */
    private static final long LIVES = Duration.ofSeconds(20).toMillis();

    private static final long BEAT = Duration.ofSeconds(5).toMillis();
    private static final long FORGOTTEN = Duration.ofHours(1).toMillis();

    private final JdbcClient jdbc;
    private final String id;
    private volatile Long beatAt;
    private long steadySince;

    public NodeRegistry(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.id = UlidCreator.getMonotonicUlid().toString();
    }

    /** This process, as no other calls itself. */
    public String id() {
        return id;
    }

    /** Before it leaves anything that others would settle, were it dead. */
    void appear(long now) {
        if (beatAt == null) {
            beat(now);
        }
    }

    /**
     * Says now and then that this node is alive; to be called every second or so.
     *
     * @param now epoch milliseconds
     * @return whether the silence of others means something: where this node itself could not reach the database for a
     *     while, they could not either, and have their time to say so
     */
    public synchronized boolean beat(long now) {
        if (beatAt == null || now - beatAt >= BEAT) {
            int known = jdbc.sql("update nodes set alive_until = ? where id = ?")
                    .params(now + LIVES, id)
                    .update();
            if (known == 0) {
                jdbc.sql("insert into nodes (id, alive_until) values (?, ?)")
                        .params(id, now + LIVES)
                        .update();
            }
            jdbc.sql("delete from nodes where alive_until < ?")
                    .param(now - FORGOTTEN)
                    .update();
            if (beatAt != null && now - beatAt > 2 * BEAT) {
                steadySince = now;
            }
            beatAt = now;
        }
        return now - steadySince >= LIVES;
    }

    /** What it leaves need not wait until it is missed. */
    @Override
    public void destroy() {
        try {
            jdbc.sql("delete from nodes where id = ?").param(id).update();
        } catch (DataAccessException e) {
            LOG.info("This node's end is not written down: {}", e.getClass().getName());
        }
    }
}
