package io.wagateway.database;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Component {@code db} of the readiness: whether the database accepts a write. Boot's own only reads, and calls a database
 * healthy that is read-only, full or closed. A result is good for two seconds, and one check runs at a time: everybody may
 * ask for the health.
 */
final class DatabaseHealthIndicator implements HealthIndicator {
    private static final long FRESH_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long LATE_NANOS = Duration.ofSeconds(5).toNanos();

    private record Result(Health health, long at) {}

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseHealthIndicator.class);

    private final JdbcTemplate jdbc;
    private final LongSupplier clock;
    private final LongSupplier nanoTime;
    private final DatabaseGuard guard = new DatabaseGuard(LOG, "The gateway is not ready", () -> true);
    private final ReentrantLock checking = new ReentrantLock();
    private volatile Result last;

    /**
     * For one database.
     *
     * @param clock epoch milliseconds, only written
     */
    DatabaseHealthIndicator(JdbcTemplate jdbc, LongSupplier clock, LongSupplier nanoTime) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    @Override
    public Health health() {
        if (isYounger(last, FRESH_NANOS)) {
            return last.health();
        }
        if (!checking.tryLock()) {
            // A check that hangs must not leave everybody with an old answer.
            return isYounger(last, LATE_NANOS) ? last.health() : down("the database does not respond");
        }
        try {
            if (!isYounger(last, FRESH_NANOS)) {
                last = new Result(check(), nanoTime.getAsLong());
            }
            return last.health();
        } finally {
            checking.unlock();
        }
    }

    private Health check() {
        return guard.run(() -> jdbc.update("update write_check set checked_at = ? where id = 1", clock.getAsLong()))
                ? Health.up().build()
                : down("the database cannot be written");
    }

    private static Health down(String reason) {
        return Health.down().withDetail("error", reason).build();
    }

    private boolean isYounger(Result result, long nanos) {
        return result != null && nanoTime.getAsLong() - result.at() < nanos;
    }
}
