package io.wagateway.config;

import io.wagateway.database.DatabaseClock;
import io.wagateway.database.SharedSecret;
import io.wagateway.event.webhook.WebhookKey;
import io.wagateway.event.webhook.WebhookProperties;
import io.wagateway.pipeline.CursorCipher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.server.ConditionalOnManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What depends on the data folder and the database. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DataProperties.class)
class StorageConfiguration {

    @Bean
    static DatabaseDefaults databaseDefaults(ObjectProvider<DataProperties> data) {
        return new DatabaseDefaults(data);
    }

    @Bean
    TomcatBaseDirectory tomcatBaseDirectory(DataProperties data) {
        return TomcatBaseDirectory.of(data);
    }

    @Bean
    @ConditionalOnManagementPort(ManagementPortType.DIFFERENT)
    BackupEndpoint backupEndpoint(
            JdbcTemplate jdbc, DataProperties data, DataSourceProperties database, DatabaseClock clock) {
        return new BackupEndpoint(
                jdbc, data.folder(), WebhookKey.file(data.folder()), DatabaseDefaults.isEmbedded(database), clock);
    }

    /** Here and not in the pipeline, as its key is in the database. */
    @Bean
    CursorCipher cursorCipher(JdbcClient jdbc) {
        return new CursorCipher(new SharedSecret(jdbc, "cursors")::bytes);
    }

    /** Here and not beside webhooks, because a key of this node's own is kept in the data folder. */
    @Bean
    WebhookKey webhookKey(WebhookProperties webhooks, DataProperties data, DataSourceProperties database) {
        WebhookKey key = WebhookKey.of(webhooks, data.folder(), DatabaseDefaults.isPostgresql(database));
        Path file = WebhookKey.file(data.folder());
        try {
            // It may have been copied, for example from a backup.
            if (Files.exists(file)) {
                PrivateFiles.protect(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("gateway.data-dir: the key of webhooks cannot be made private", e);
        }
        return key;
    }
}
