package io.wagateway;

import com.zaxxer.hikari.HikariDataSource;
import io.wagateway.error.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.util.StringUtils;

/** Which database: the one of spring.datasource.url, or, where that is not set, an H2 in gateway.data-dir. */
record Database(ObjectProvider<GatewayProperties> gateway) implements BeanPostProcessor {
    private static final String POSTGRESQL = "jdbc:postgresql:";
    private static final Pattern KNOWN = Pattern.compile("jdbc:(postgresql|h2):");

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof DataSourceProperties properties) {
            if (!StringUtils.hasText(properties.getUrl())) {
                properties.setUrl(url(Path.of(gateway.getObject().dataDir())));
            } else if (!KNOWN.matcher(properties.getUrl()).lookingAt()) {
                // The value may hold a password.
                throw StartupException.secret(
                        "spring.datasource.url", "a jdbc:postgresql: or jdbc:h2: URL, or nothing");
            }
        }
        if (bean instanceof HikariDataSource pool
                && String.valueOf(pool.getJdbcUrl()).startsWith(POSTGRESQL)) {
            // Its driver waits without end for a server that has gone silent. An operator's own value stays.
            pool.getDataSourceProperties().putIfAbsent("socketTimeout", "30");
            pool.getDataSourceProperties().putIfAbsent("tcpKeepAlive", "true");
        }
        return bean;
    }

    /** Whether several nodes may share it. */
    static boolean isPostgresql(DataSourceProperties properties) {
        return String.valueOf(properties.getUrl()).startsWith(POSTGRESQL);
    }

    /** WRITE_DELAY=0: without it H2 loses commits that were acknowledged when the process is killed. */
    static String url(Path folder) {
        return "jdbc:h2:file:" + folder.toAbsolutePath().normalize().resolve("gateway")
                + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
    }

    /** Refuses to start with a data folder that cannot be one. Also with PostgreSQL: the server writes there, too. */
    static void checkFolder(Path folder, Path pages) {
        try {
            Files.createDirectories(pages);
        } catch (IOException e) {
            throw refused(folder);
        }
        if (!Files.isWritable(folder) || folder.toString().indexOf(';') >= 0) {
            throw refused(folder);
        }
    }

    private static StartupException refused(Path folder) {
        return StartupException.property(
                "gateway.data-dir",
                folder,
                "a folder that the gateway can make and write to, without a ';' in its path");
    }
}
