package io.wagateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import io.wagateway.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What the pool does when its database cannot be used for a while. */
@ExtendWith(OutputCaptureExtension.class)
class DatabaseDefaultsTest {
    @TempDir
    Path folder;

    private HikariDataSource pool;
    private JdbcTemplate jdbc;

    @AfterEach
    void close() {
        if (pool != null) {
            pool.close();
        }
    }

    /** @param url empty for the embedded database in the data folder */
    private void open(String url) {
        pool = openIn(folder.resolve("data"), url);
        jdbc = new JdbcTemplate(pool);
    }

    private static HikariDataSource openIn(Path data, String url) {
        DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
        beans.registerSingleton("data", new DataProperties(data.toString()));
        DatabaseDefaults defaults = new DatabaseDefaults(beans.getBeanProvider(DataProperties.class));
        DataSourceProperties properties = new DataSourceProperties();
        properties.setUrl(url);
        defaults.postProcessAfterInitialization(properties, "properties");
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(properties.getUrl());
        pool.setConnectionTimeout(500);
        pool.setMaximumPoolSize(3);
        pool.setInitializationFailTimeout(60_000);
        defaults.postProcessAfterInitialization(pool, "pool");
        return pool;
    }

    private String show(String setting) {
        return jdbc.queryForObject("show " + setting, String.class);
    }

    private void insert() {
        jdbc.update("insert into kept (id) values (1)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://gw:hunter2@127.0.0.1/gw",
                "jdbc:postgresql://gw:hunter2@127.0.0.1:5432/gw",
                "jdbc:postgresql://host:99999/gw?password=hunter2",
                "jdbc:mysql://host/gw?password=hunter2"
            })
    void urlThatTheDriverCannotRead_isRefused_withoutItsPassword(String url, CapturedOutput output) {
        assertThat(StartupFailureReporter.reason(catchThrowable(() -> open(url))))
                .startsWith("spring.datasource.url: ")
                .doesNotContain("hunter2");
        assertThat(output.getAll()).doesNotContain("hunter2");
    }

    @Test
    void passwordInAUrlOfH2_isNotPrinted() {
        assertThat(StartupFailureReporter.reason(
                        catchThrowable(() -> open("jdbc:h2:file:rel/x;USER=u;PASSWORD=hunter2"))))
                .contains("PASSWORD=***")
                .doesNotContain("hunter2");
    }

    @Test
    void statementsOnPostgresql_endOnTheServerToo_beforeTheDriverLeavesThem() {
        open(TestDatabase.postgresUrl());
        assertThat(show("lock_timeout")).isEqualTo("10s");
        assertThat(show("statement_timeout")).isEqualTo("25s");
    }

    @Test
    void optionsInTheUrl_areTheOperatorsOwn() {
        open(TestDatabase.postgresUrl() + "&options=-c%20statement_timeout=7s");
        assertThat(show("lock_timeout")).isEqualTo("0");
        assertThat(show("statement_timeout")).isEqualTo("7s");
    }

    @Test
    void readOnlyPostgresql_isWrittenAgain_onceItCanBe() {
        String url = TestDatabase.postgresUrl();
        JdbcTemplate server =
                new JdbcTemplate(new DriverManagerDataSource(url + "&options=-c%20default_transaction_read_only=off"));
        String name = server.queryForObject("select current_database()", String.class);
        server.execute("create table kept (id integer)");
        server.execute("alter database " + name + " set default_transaction_read_only = on");
        open(url);
        assertThat(catchThrowable(this::insert)).isInstanceOf(DataAccessException.class);
        server.execute("alter database " + name + " reset default_transaction_read_only");
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> catchThrowable(this::insert) == null);
    }

    @Test
    void driverThatIsNotThere_isRefused() {
        DataSourceProperties properties = new DataSourceProperties();
        properties.setUrl("jdbc:postgresql://127.0.0.1/gw");
        DatabaseDefaults defaults =
                new DatabaseDefaults(new DefaultListableBeanFactory().getBeanProvider(DataProperties.class));
        properties.setDriverClassName("org.postgresql.Driver");
        assertThat(defaults.postProcessAfterInitialization(properties, "properties"))
                .isSameAs(properties);
        properties.setDriverClassName("foo.Bar");
        assertThat(StartupFailureReporter.reason(
                        catchThrowable(() -> defaults.postProcessAfterInitialization(properties, "properties"))))
                .startsWith("spring.datasource.driver-class-name = 'foo.Bar': a class on the class path, or nothing");
    }

    /** As the migrations do. */
    private void createTables() {
        jdbc.execute("create table sessions (id integer)");
        jdbc.execute("create table kept (id integer)");
    }

    private String refusal() {
        return StartupFailureReporter.reason(catchThrowable(() -> open("")));
    }

    @Test
    void embeddedDatabase_withoutTheGatewaysTables_isALostOne() throws SQLException {
        Path data = folder.resolve("data");
        try (Connection other = DriverManager.getConnection(DatabaseDefaults.h2Url(data));
                Statement statement = other.createStatement()) {
            statement.execute("create table other as select random_uuid() from system_range(1, 20000)");
        }
        for (int starts = 0; starts < 2; starts++) {
            assertThat(refusal())
                    .isEqualTo("gateway.data-dir = '" + data + "': its gateway.mv.db has no table of sessions, so a"
                            + " database has been lost: restore a backup, or delete the file to begin with an empty"
                            + " database");
        }
    }

    /** A first start that is killed before its migrations must not stop every later one. */
    @Test
    void embeddedDatabase_thatNothingWasWrittenTo_isNone() throws SQLException {
        DriverManager.getConnection(DatabaseDefaults.h2Url(folder.resolve("data")))
                .close();
        open("");
        createTables();
        assertThat(catchThrowable(this::insert)).isNull();
    }

    @Test
    void embeddedDatabase_thatIsDamaged_isNotCalledInUse_norALostProperty() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.write(data.resolve("gateway.mv.db"), "no database".repeat(2_000).getBytes(StandardCharsets.US_ASCII));
        assertThat(refusal())
                .startsWith("gateway.data-dir = '" + data
                        + "': its gateway.mv.db cannot be opened; if it is damaged, restore a backup: ")
                .doesNotContain("in use", "\n");
    }

    @Test
    void embeddedDatabase_thatAnotherProcessHasOpen_isInUse() throws IOException {
        open("");
        createTables();
        Path copy = folder.resolve("data/gateway.mv.db");
        // Within one process H2 shares a database by its path: another path to the same file is as another process.
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.createLink(other.resolve("gateway.mv.db"), copy);
        assertThat(StartupFailureReporter.reason(catchThrowable(() -> openIn(other, ""))))
                .startsWith("gateway.data-dir: another running gateway has it open");
    }

    @Test
    void embeddedDatabase_isNewAtTheStart_private_andTheSameAfterwards() throws IOException {
        open("");
        createTables();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("data/gateway.mv.db"))))
                .isEqualTo("rw-------");
        pool.close();
        open("");
        insert();
    }

    @Test
    void dataFolderThatIsAway_whenTheDatabaseIsOpenedAgain_getsNoNewOne_andComesBack() throws IOException {
        open("");
        createTables();
        Path away = Files.move(folder.resolve("data"), folder.resolve("away"));
        Files.createDirectory(folder.resolve("data"));
        assertThat(catchThrowable(() -> jdbc.execute("shutdown immediately")))
                .satisfiesAnyOf(failure -> assertThat(failure).isNull(), failure -> assertThat(failure)
                        .isInstanceOf(DataAccessException.class));
        for (int i = 0; i < 4; i++) {
            assertThatThrownBy(this::insert).isInstanceOf(DataAccessException.class);
        }
        try (Stream<Path> files = Files.list(folder.resolve("data"))) {
            assertThat(files).isEmpty();
        }

        Files.delete(folder.resolve("data"));
        Files.move(away, folder.resolve("data"));
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> catchThrowable(this::insert) == null);
    }
}
