package io.wagateway.config;

import com.zaxxer.hikari.HikariDataSource;
import io.wagateway.database.LeaveReadOnlyServer;
import io.wagateway.database.ReopenClosedDatabase;
import io.wagateway.error.StartupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import org.h2.api.ErrorCode;
import org.h2.jdbcx.JdbcDataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Chooses the database, the one of spring.datasource.url, or, if that is not set, an H2 in gateway.data-dir; and waits
 * for its first connection.
 */
public final class DatabaseDefaults implements BeanPostProcessor {
    private static final String POSTGRESQL = "jdbc:postgresql:";
    private static final String H2 = "jdbc:h2:";
    private static final String FILE = "gateway";
    private static final Pattern SUPPORTED = Pattern.compile("jdbc:(postgresql|h2):");

    /** The form of libpq and of many hosts, with {@code jdbc:} before it. */
    private static final Pattern WITH_USER = Pattern.compile("jdbc:postgresql://[^/?]*@");

    /** A smaller file may be of a first start that was killed before it made its tables. */
    private static final long NEVER_MIGRATED_BYTES = 64 * 1024;

    private final ObjectProvider<DataProperties> data;

    DatabaseDefaults(ObjectProvider<DataProperties> data) {
        this.data = data;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof DataSourceProperties properties) {
            if (!StringUtils.hasText(properties.getUrl())) {
                Path folder = data.getObject().folder();
                requireNoEmptyFile(folder.resolve(FILE + ".mv.db"));
                properties.setUrl(ownUrl(folder));
            } else {
                requireSupported(properties.getUrl());
            }
            requireDriver(properties.getDriverClassName());
        }
        if (bean instanceof HikariDataSource pool) {
            if (String.valueOf(pool.getJdbcUrl()).startsWith(POSTGRESQL)) {
                // By default its driver waits for ever for a server that has gone silent. An operator's own value
                // stays.
                pool.getDataSourceProperties().putIfAbsent("socketTimeout", "30");
                pool.getDataSourceProperties().putIfAbsent("tcpKeepAlive", "true");
                // The server would go on with a statement whose socket is closed: with each new connection of the
                // pool one more would wait there for a lock. So the server gives up before the driver does.
                pool.getDataSourceProperties().putIfAbsent("options", "-c lock_timeout=10s -c statement_timeout=25s");
                pool.setExceptionOverride(new LeaveReadOnlyServer(pool));
            }
            if (String.valueOf(pool.getJdbcUrl()).startsWith(H2)) {
                pool.setExceptionOverride(new ReopenClosedDatabase(pool));
                pool.setAllowPoolSuspension(true);
            }
            openDatabase(pool);
        }
        return bean;
    }

    private void openDatabase(HikariDataSource pool) {
        Path folder = data.getObject().folder();
        if (!ownUrl(folder).equals(pool.getJdbcUrl())) {
            awaitFirstConnection(pool);
            return;
        }
        Path file = folder.resolve(FILE + ".mv.db");
        boolean isNew = !Files.exists(file);
        // One attempt: the pool would try again, and H2 calls a file in use whose opening has failed in this process.
        try (Connection first = connect(isNew ? h2Url(folder) : ownUrl(folder), pool)) {
            if (!isNew && Files.size(file) > NEVER_MIGRATED_BYTES && !isMigrated(first)) {
                leaveAsItIs(first);
                throw lost(file, "has no table of sessions");
            }
            PrivateFiles.protect(file);
            awaitFirstConnection(pool);
        } catch (IOException e) {
            throw new UncheckedIOException("gateway.data-dir: the database file cannot be made private", e);
        } catch (SQLException e) {
            if (e.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1) {
                throw new DataAccessResourceFailureException("no first connection", e);
            }
            throw StartupException.property(
                    "gateway.data-dir",
                    folder,
                    "its " + file.getFileName() + " cannot be opened; if it is damaged, restore a backup: "
                            + e.getMessage());
        }
    }

    private static Connection connect(String url, HikariDataSource pool) throws SQLException {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL(url);
        return database.getConnection(pool.getUsername(), pool.getPassword());
    }

    private static boolean isMigrated(Connection database) throws SQLException {
        try (ResultSet sessions = database.getMetaData().getTables(null, "PUBLIC", "SESSIONS", null)) {
            return sessions.next();
        }
    }

    /** H2 would write what it takes for the content, and give back the rest. */
    private static void leaveAsItIs(Connection database) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute("shutdown immediately");
        }
    }

    private static StartupException lost(Path file, String what) {
        return StartupException.property(
                "gateway.data-dir",
                file.getParent(),
                "its " + file.getFileName() + " " + what + ", so a database has been lost: restore a backup, or delete"
                        + " the file to begin with an empty database");
    }

    /** The value may hold a password, and the driver would log it. */
    private static void requireSupported(String url) {
        String property = "spring.datasource.url";
        if (!SUPPORTED.matcher(url).lookingAt()) {
            throw StartupException.secret(property, "a jdbc:postgresql: or jdbc:h2: URL, or nothing");
        }
        if (WITH_USER.matcher(url).lookingAt() || !isAccepted(url)) {
            throw StartupException.secret(
                    property,
                    "jdbc:postgresql://host:port/database, without a user and a password: spring.datasource.username"
                            + " and spring.datasource.password take them");
        }
    }

    private static void requireDriver(String name) {
        if (StringUtils.hasText(name) && !ClassUtils.isPresent(name, null)) {
            throw StartupException.property(
                    "spring.datasource.driver-class-name",
                    name,
                    "a class on the class path, or nothing: spring.datasource.url chooses the driver");
        }
    }

    private static boolean isAccepted(String url) {
        try {
            for (Driver driver : ServiceLoader.load(Driver.class, DatabaseDefaults.class.getClassLoader())) {
                if (driver.acceptsURL(url)) {
                    return true;
                }
            }
            return false;
        } catch (SQLException e) {
            return false;
        }
    }

    /** H2 would take an empty file for a new database, though it is what is left of an old one. */
    private static void requireNoEmptyFile(Path file) {
        try {
            if (Files.exists(file) && Files.size(file) == 0) {
                throw lost(file, "has 0 bytes");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("gateway.data-dir: the database file cannot be read", e);
        }
    }

    private static void awaitFirstConnection(HikariDataSource pool) {
        Duration patience = Duration.ofMillis(Math.max(0, pool.getInitializationFailTimeout()));
        // The pool itself would log each failure with its stack trace, and try again after a wrong password.
        pool.setInitializationFailTimeout(-1);
        try {
            new FirstConnection(patience, Duration.ofSeconds(10)).await(pool);
        } catch (SQLException e) {
            // It would go on trying, and log that, while the start ends.
            pool.close();
            throw new DataAccessResourceFailureException("no first connection", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            pool.close();
            throw new IllegalStateException("interrupted while waiting for the database", e);
        }
    }

    /** Whether it is the one in the data folder, or another H2 in a file. */
    static boolean isEmbedded(DataSourceProperties properties) {
        return String.valueOf(properties.getUrl()).startsWith(H2 + "file:");
    }

    /** Whether several nodes may share the database. */
    static boolean isPostgresql(DataSourceProperties properties) {
        return String.valueOf(properties.getUrl()).startsWith(POSTGRESQL);
    }

    /**
     * As {@link #h2Url}, but makes no new database: H2 closes its file when the disk fails, and the folder may be away
     * when it is opened again.
     */
    private static String ownUrl(Path folder) {
        return h2Url(folder) + ";IFEXISTS=TRUE";
    }

    /** The JDBC URL of the embedded database in a folder. It is made if there is none. */
    public static String h2Url(Path folder) {
        // WRITE_DELAY=0: without it H2 loses acknowledged commits when the process is killed.
        return "jdbc:h2:file:" + folder.toAbsolutePath().normalize().resolve(FILE)
                // Its log of errors would be a file that others may read.
                + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0";
    }
}
