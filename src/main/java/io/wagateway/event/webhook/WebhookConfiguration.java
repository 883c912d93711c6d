package io.wagateway.event.webhook;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.impl.VertxInternal;
import io.wagateway.event.log.DeliveryCounters;
import io.wagateway.event.log.EventSequencer;
import io.wagateway.session.Sessions;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WebhookProperties.class)
class WebhookConfiguration {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int ATTEMPT_MILLIS = 10_000;

    @Bean
    WebhookSecrets sealedWebhookFields(WebhookKey key) {
        return new WebhookSecrets(key.secretCipher());
    }

    @Bean
    WebhookQueueStore webhookQueues(JdbcClient jdbc, JdbcTemplate batches, TransactionOperations transaction) {
        return new WebhookQueueStore(jdbc, batches, transaction, System::currentTimeMillis);
    }

    @Bean
    WebhookDestinations webhookDestinations(WebhookStore store, WebhookQueueStore queueStore) {
        return new WebhookDestinations(store, queueStore);
    }

    @Bean
    Webhooks webhooks(
            WebhookStore store,
            WebhookQueueStore queueStore,
            WebhookSecrets secrets,
            TransactionOperations transaction) {
        return new Webhooks(store, queueStore, secrets, transaction, System::currentTimeMillis);
    }

    @Bean
    AddressPolicy webhookAddresses(WebhookProperties properties) {
        return new AddressPolicy(properties.allowPrivateAddresses());
    }

    @Bean(destroyMethod = "close")
    DnsLookup webhookHosts(Vertx vertx) {
        return new DnsLookup(((VertxInternal) vertx).getEventLoopGroup().next());
    }

    @Bean
    WebhookInput webhookInput(Sessions sessions) {
        return new WebhookInput(sessions);
    }

    @Bean(destroyMethod = "close")
    WebhookClient webhookSender(Vertx vertx, HostLookup hosts, AddressPolicy addresses) {
        return new WebhookClient(
                vertx, new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS), hosts, addresses, ATTEMPT_MILLIS);
    }

    @Bean(destroyMethod = "close")
    DispatcherLifecycle webhookDelivery(
            WebhookStore store,
            WebhookQueueStore queueStore,
            WebhookSecrets secrets,
            WebhookClient client,
            MeterRegistry registry) {
        DeliveryCounters counters = new DeliveryCounters(registry, "webhook");
        return new DispatcherLifecycle((inFlight, workers) -> new Dispatcher(
                store,
                queueStore,
                secrets,
                client,
                inFlight,
                workers,
                counters,
                Dispatcher.Limits.DEFAULT,
                System::currentTimeMillis));
    }

    /** Once all are made: the clerk must not need what it feeds. */
    @Bean
    SmartInitializingSingleton webhooksFollowTheClerk(
            EventSequencer clerk, DispatcherLifecycle delivering, WebhookDestinations destinations) {
        return () -> delivering.follow(clerk, destinations);
    }
}
