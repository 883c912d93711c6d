package io.wagateway;

import io.wagateway.config.DatabaseDefaults;
import io.wagateway.database.DatabaseClock;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.params.provider.Arguments;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A database as the gateway makes it: a real one, with the real migrations. */
public final class TestDatabase {
    /** As the gateway's pool does: H2 would close its files after each statement, and open them for the next. */
    private static final Queue<Connection> OPEN = new ConcurrentLinkedQueue<>();

    private static EmbeddedPostgres postgres;

    private final String name;
    private final DataSource source;

    private TestDatabase(String name, DataSource source) {
        this.name = name;
        this.source = source;
        migrate(source);
    }

    static void migrate(DataSource source) {
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }

    /** A new one of each kind that the gateway runs on. */
    public static List<TestDatabase> both() {
        return List.of(h2(), postgres());
    }

    private static TestDatabase h2() {
        try {
            Path folder = Files.createTempDirectory(Path.of("target"), "h2");
            TestDatabase h2 = new TestDatabase("H2", new DriverManagerDataSource(DatabaseDefaults.h2Url(folder)));
            OPEN.add(h2.source.getConnection());
            return h2;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TestDatabase postgres() {
        return new TestDatabase("PostgreSQL", new DriverManagerDataSource(postgresUrl()));
    }

    /** The URL of a new, empty database of the one server that all tests of this JVM share. */
    public static synchronized String postgresUrl() {
        try {
            if (postgres == null) {
                postgres = EmbeddedPostgres.builder().start();
                Runtime.getRuntime().addShutdownHook(new Thread(TestDatabase::stop));
            }
            String database = "test_" + UUID.randomUUID().toString().replace("-", "");
            JdbcClient.create(postgres.getPostgresDatabase())
                    .sql("create database " + database)
                    .update();
            return postgres.getJdbcUrl("postgres", database);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void stop() {
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public JdbcClient jdbc() {
        return JdbcClient.create(source);
    }

    public DataSource source() {
        return source;
    }

    /** Each database with a node whose own clock is ahead by so many milliseconds, or behind if the number is negative. */
    public static Stream<Arguments> withWrongClocks(List<TestDatabase> databases) {
        return databases.stream()
                .flatMap(database -> Stream.of(65_000L, -65_000L).map(ahead -> Arguments.of(database, ahead)));
    }

    /** The clock of a node whose own clock is right. */
    public DatabaseClock clock() {
        return clock(0);
    }

    /** The clock of a node whose own clock is ahead of the database's by so many milliseconds. */
    public DatabaseClock clock(long ahead) {
        return new DatabaseClock(new JdbcTemplate(source), System::nanoTime, () -> System.currentTimeMillis() + ahead);
    }

    public TransactionTemplate transaction() {
        return new TransactionTemplate(new JdbcTransactionManager(source));
    }

    /** Forgets every row, for the next test. */
    public TestDatabase emptied() {
        for (String table : List.of(
                "deliveries",
                "events",
                "recent_refusals",
                "event_intents",
                "unknown_outcomes",
                "member_grants",
                "nodes",
                "relay_partitions",
                "webhooks",
                "webhook_queues",
                "webhook_cursors",
                "group_members",
                "whatsapp_groups",
                "session_syncs",
                "organization_ids",
                "idempotency_keys",
                "api_keys",
                "sessions")) {
            jdbc().sql("delete from " + table).update();
        }
        jdbc().sql("update event_positions set last = 0").update();
        return this;
    }

    /** For the names of test rows. */
    @Override
    public String toString() {
        return name;
    }
}
