package io.wagateway.config;

import java.sql.SQLException;
import java.time.Duration;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits at start until the database gives a connection. An embedded one may open slowly on a busy machine, and a server
 * may still be starting: neither ends the start, as a wrong password or a missing database does.
 */
final class FirstConnection {
    private static final Logger LOG = LoggerFactory.getLogger(FirstConnection.class);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(500);

    /** No connection, not ready or too many connections: SQLSTATE classes of PostgreSQL and H2. */
    private static final Pattern PASSES = Pattern.compile("(08|57P|53).*");

    private final Duration patience;
    private final Duration betweenLines;

    FirstConnection(Duration patience, Duration betweenLines) {
        this.patience = patience;
        this.betweenLines = betweenLines;
    }

    /** @param pool waits itself for a while, and goes on connecting after it has given up waiting */
    void await(DataSource pool) throws SQLException, InterruptedException {
        long start = System.nanoTime();
        long nextLine = betweenLines.toNanos();
        while (true) {
            try {
                pool.getConnection().close();
                return;
            } catch (SQLException e) {
                long waited = System.nanoTime() - start;
                if (!passes(e) || waited >= patience.toNanos()) {
                    throw e;
                }
                if (waited >= nextLine) {
                    LOG.warn(
                            "Waiting for the database of spring.datasource.url, for {} s so far, {} s at most: {}",
                            Duration.ofNanos(waited).toSeconds(),
                            patience.toSeconds(),
                            StartupFailureReporter.reason(e));
                    nextLine += betweenLines.toNanos();
                }
            }
            Thread.sleep(BETWEEN_ATTEMPTS.toMillis());
        }
    }

    private static boolean passes(SQLException failure) {
        // If the pool names no cause, its attempt goes on.
        String state = Causes.of(failure).describe(SQLException.class, SQLException::getSQLState);
        return state == null || PASSES.matcher(state).matches();
    }
}
