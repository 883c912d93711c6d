package io.wagateway.database;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Gives the disk space of deleted rows back, for example of a webhook's deliveries. H2 uses it again for new rows, but makes
 * its file smaller only when it closes. So the pool lets go of all connections for a moment; whoever wants one waits.
 *
 * <p>Once an hour at most: rows that are written again and again leave old versions too, which H2 keeps for 45 s.
 */
final class FileCompaction implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileCompaction.class);
    private static final Duration INTERVAL = Duration.ofHours(1);
    private static final long MIN_BYTES = 64 << 20;
    private static final int MAX_FILL_PERCENT = 25;

    /** Connections in use are given back within milliseconds; if not, the file is left alone until the next time. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final HikariDataSource pool;
    private final JdbcTemplate jdbc;
    private final long minBytes;
    private final DatabaseTimer timer = new DatabaseTimer("file-compaction", LOG, "The database file keeps its size");

    /** @param pool of any database; only one that may be suspended, which is the embedded one's, is ever */
    FileCompaction(HikariDataSource pool) {
        this(pool, MIN_BYTES);
        if (pool.isAllowPoolSuspension()) {
            timer.start(INTERVAL, INTERVAL, this::compact, () -> {});
        }
    }

    /** Without a timer. */
    FileCompaction(HikariDataSource pool, long minBytes) {
        this.pool = pool;
        this.jdbc = new JdbcTemplate(pool);
        this.minBytes = minBytes;
    }

    void compact() throws InterruptedException {
        long before = setting("FILE_SIZE");
        if (before < minBytes || setting("CHUNKS_FILL_RATE") > MAX_FILL_PERCENT) {
            return;
        }
        closeDatabase();
        LOG.info("The database file had {} MiB and has {} MiB now", before >> 20, setting("FILE_SIZE") >> 20);
    }

    /** 0 where H2 does not tell: its database is in memory. */
    private long setting(String name) {
        return jdbc
                .queryForList(
                        "select setting_value from information_schema.settings where setting_name = ?",
                        Long.class,
                        "info." + name)
                .stream()
                .findFirst()
                .orElse(0L);
    }

    private void closeDatabase() throws InterruptedException {
        HikariPoolMXBean connections = pool.getHikariPoolMXBean();
        connections.suspendPool();
        try {
            connections.softEvictConnections();
            long begun = System.nanoTime();
            while (connections.getTotalConnections() > 0 && System.nanoTime() - begun < PATIENCE.toNanos()) {
                Thread.sleep(5);
            }
            if (connections.getTotalConnections() == 0) {
                shutDown();
            }
        } finally {
            connections.resumePool();
        }
    }

    /** On a connection of its own: the pool may still be closing its last ones. The next connection opens the database. */
    private void shutDown() {
        new JdbcTemplate(new DriverManagerDataSource(pool.getJdbcUrl(), pool.getUsername(), pool.getPassword()))
                .execute("shutdown");
    }

    @Override
    public void close() {
        timer.close();
    }
}
