package io.wagateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** With the pool that the gateway uses. */
class FirstConnectionTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofSeconds(2);

    private final AtomicInteger attempts = new AtomicInteger();

    @Test
    void databaseThatOpensSlowly_isAwaited() throws Exception {
        try (HikariDataSource pool = pool(attempt -> Thread.sleep(1_500))) {
            new FirstConnection(LONG, LONG).await(pool);
            assertThat(attempts).hasValueGreaterThan(0);
        }
    }

    @Test
    void serverThatIsStillStarting_isAwaited() throws Exception {
        try (HikariDataSource pool = pool(attempt -> {
            if (attempt < 3) {
                throw new SQLException("the database system is starting up", "57P03");
            }
        })) {
            new FirstConnection(LONG, LONG).await(pool);
            assertThat(attempts).hasValueGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void serverThatNeverComes_endsTheStartWithItsReason() {
        try (HikariDataSource pool = pool(attempt -> {
            throw new SQLException("Connection refused", "08001");
        })) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> new FirstConnection(SHORT, LONG).await(pool))
                    .hasRootCauseMessage("Connection refused");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(SHORT);
        }
    }

    @Test
    void wrongPassword_endsTheStartAtOnce() {
        try (HikariDataSource pool = pool(attempt -> {
            throw new SQLException("password authentication failed", "28P01");
        })) {
            assertThatThrownBy(() -> new FirstConnection(Duration.ofDays(1), LONG).await(pool))
                    .hasRootCauseMessage("password authentication failed");
        }
    }

    private interface Attempt {
        void run(int number) throws SQLException, InterruptedException;
    }

    private HikariDataSource pool(Attempt attempt) {
        HikariConfig config = new HikariConfig();
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(250);
        config.setMaximumPoolSize(1);
        config.setDataSource(new AbstractDataSource() {
            @Override
            public Connection getConnection() throws SQLException {
                try {
                    attempt.run(attempts.incrementAndGet());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return new DriverManagerDataSource("jdbc:h2:mem:first-connection").getConnection();
            }

            @Override
            public Connection getConnection(String user, String password) throws SQLException {
                return getConnection();
            }
        });
        return new HikariDataSource(config);
    }
}
