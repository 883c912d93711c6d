package io.wagateway.database;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import io.wagateway.error.Throttle;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Lets the pool connect to PostgreSQL again after a write was refused because the server, or only the session, is
 * read-only. Without it a connection stays with a server that another one has replaced, and keeps the default that it was
 * opened with, until it is half an hour old.
 */
public final class LeaveReadOnlyServer implements SQLExceptionOverride {
    private static final String READ_ONLY = "25006";

    private final HikariDataSource pool;

    /** Each call fails meanwhile, and a new connection is not free. */
    private final Throttle evictions = new Throttle(Duration.ofSeconds(1));

    public LeaveReadOnlyServer(HikariDataSource pool) {
        this.pool = pool;
    }

    /** Connections in use are closed once they are given back, so that their transactions end as usual. */
    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        if (READ_ONLY.equals(failure.getSQLState()) && evictions.tryAcquire()) {
            pool.getHikariPoolMXBean().softEvictConnections();
        }
        return Override.CONTINUE_EVICT;
    }
}
