package io.wagateway.database;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import io.wagateway.error.Throttle;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import org.h2.api.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the pool open the embedded database again after it has closed itself. H2 does so when it cannot write its file, for
 * example on a full disk, and stays closed as long as one connection is left. Other databases have no such error.
 */
public final class ReopenClosedDatabase implements SQLExceptionOverride {
    private static final Logger LOG = LoggerFactory.getLogger(ReopenClosedDatabase.class);

    private static final Set<Integer> CLOSED =
            Set.of(ErrorCode.DATABASE_IS_CLOSED, ErrorCode.DATABASE_CALLED_AT_SHUTDOWN);

    private final HikariDataSource pool;
    private final Throttle lines = new Throttle(Duration.ofMinutes(1));

    public ReopenClosedDatabase(HikariDataSource pool) {
        this.pool = pool;
    }

    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        if (!CLOSED.contains(failure.getErrorCode())) {
            return Override.CONTINUE_EVICT;
        }
        if (lines.tryAcquire()) {
            LOG.warn("The embedded database has closed itself, as it could not write its file: is the disk full?"
                    + " The gateway opens it again and again");
        }
        pool.getHikariPoolMXBean().softEvictConnections();
        return Override.MUST_EVICT;
    }
}
