package io.wagateway.config;

import io.wagateway.event.webhook.WebhookKey;
import io.wagateway.event.webhook.WebhookProperties;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

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

    /** Here and not beside webhooks, because a key of this node's own is kept in the data folder. */
    @Bean
    WebhookKey webhookKey(WebhookProperties webhooks, DataProperties data, DataSourceProperties database) {
        return WebhookKey.of(webhooks, data.folder(), DatabaseDefaults.isPostgresql(database));
    }
}
