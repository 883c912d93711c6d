package io.wagateway.database;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets the pool connect to PostgreSQL again after a write was refused because the server, or only the session, is
 * read-only. Without it a connection stays with a server that another one has replaced, and keeps the default that it was
 * opened with, until it is half an hour old.
 */
public final class LeaveReadOnlyServer implements SQLExceptionOverride {
    private static final String READ_ONLY = "25006";

    /** Each call fails meanwhile, and a new connection is not free. */
    private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

    private final HikariDataSource pool;
    private final AtomicLong evictedAt = new AtomicLong(System.nanoTime() - INTERVAL_NANOS);

    public LeaveReadOnlyServer(HikariDataSource pool) {
        this.pool = pool;
    }

    /** Connections in use are closed once they are given back, so that their transactions end as usual. */
    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        long before = evictedAt.get();
        long now = System.nanoTime();
        if (READ_ONLY.equals(failure.getSQLState())
                && now - before >= INTERVAL_NANOS
                && evictedAt.compareAndSet(before, now)) {
            pool.getHikariPoolMXBean().softEvictConnections();
        }
        return Override.CONTINUE_EVICT;
    }
}
