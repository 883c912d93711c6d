package io.wagateway.config;

import com.zaxxer.hikari.HikariDataSource;
import io.wagateway.database.ReopenClosedDatabase;
import io.wagateway.error.StartupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.dao.DataAccessResourceFailureException;
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
                properties.setUrl(h2Url(folder));
            } else if (!SUPPORTED.matcher(properties.getUrl()).lookingAt()) {
                // The value may hold a password.
                throw StartupException.secret(
                        "spring.datasource.url", "a jdbc:postgresql: or jdbc:h2: URL, or nothing");
            }
        }
        if (bean instanceof HikariDataSource pool) {
            if (String.valueOf(pool.getJdbcUrl()).startsWith(POSTGRESQL)) {
                // By default its driver waits for ever for a server that has gone silent. An operator's own value
                // stays.
                pool.getDataSourceProperties().putIfAbsent("socketTimeout", "30");
                pool.getDataSourceProperties().putIfAbsent("tcpKeepAlive", "true");
            }
            if (String.valueOf(pool.getJdbcUrl()).startsWith(H2)) {
                pool.setExceptionOverride(new ReopenClosedDatabase(pool));
                pool.setAllowPoolSuspension(true);
            }
            awaitFirstConnection(pool);
            protectFile(pool);
        }
        return bean;
    }

    /** H2 would take an empty file for a new database, though it is what is left of an old one. */
    private static void requireNoEmptyFile(Path file) {
        try {
            if (Files.exists(file) && Files.size(file) == 0) {
                throw StartupException.property(
                        "gateway.data-dir",
                        file.getParent(),
                        "its " + file.getFileName()
                                + " has 0 bytes, so a database has been lost: restore a backup, or delete"
                                + " the file to begin with an empty database");
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

    private void protectFile(HikariDataSource pool) {
        Path folder = data.getObject().folder();
        if (!h2Url(folder).equals(pool.getJdbcUrl())) {
            return;
        }
        try {
            PrivateFiles.protect(folder.resolve(FILE + ".mv.db"));
        } catch (IOException e) {
            throw new UncheckedIOException("gateway.data-dir: the database file cannot be made private", e);
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

    /** The JDBC URL of the embedded database in a folder. */
    public static String h2Url(Path folder) {
        // WRITE_DELAY=0: without it H2 loses acknowledged commits when the process is killed.
        return "jdbc:h2:file:" + folder.toAbsolutePath().normalize().resolve(FILE)
                // Its log of errors would be a file that others may read.
                + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0";
    }
}
