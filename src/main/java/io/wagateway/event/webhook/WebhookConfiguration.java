package io.wagateway.event.webhook;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.impl.VertxInternal;
import io.wagateway.event.log.DeliveryCounters;
import io.wagateway.event.log.EventSequencer;
import io.wagateway.session.Sessions;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

@Configuration(proxyBeanMethods = false)
class WebhookConfiguration {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int ATTEMPT_MILLIS = 10_000;

    @Bean
    Sealed sealedWebhookFields(WebhookKey key) {
        return new Sealed(key.vault());
    }

    @Bean
    Queues webhookQueues(JdbcClient jdbc, JdbcTemplate batches, TransactionOperations transaction) {
        return new Queues(jdbc, batches, transaction, System::currentTimeMillis);
    }

    @Bean
    WebhookDestinations webhookDestinations(WebhookStore store, Queues queues) {
        return new WebhookDestinations(store, queues);
    }

    @Bean
    Webhooks webhooks(WebhookStore store, Queues queues, Sealed sealed, TransactionOperations transaction) {
        return new Webhooks(store, queues, sealed, transaction, System::currentTimeMillis);
    }

    @Bean
    Addresses webhookAddresses(WebhookProperties properties) {
        return new Addresses(properties.allowPrivateAddresses());
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
    Sender webhookSender(Vertx vertx, HostLookup hosts, Addresses addresses) {
        return new Sender(
                vertx, new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS), hosts, addresses, ATTEMPT_MILLIS);
    }

    @Bean(destroyMethod = "close")
    Delivering webhookDelivery(
            WebhookStore store, Queues queues, Sealed sealed, Sender sender, MeterRegistry registry) {
        DeliveryCounters counters = new DeliveryCounters(registry, "webhook");
        return new Delivering((inFlight, workers) -> new Dispatcher(
                store,
                queues,
                sealed,
                sender,
                inFlight,
                workers,
                counters,
                Dispatcher.Limits.DEFAULT,
                System::currentTimeMillis));
    }

    /** Once all are made: the clerk must not need what it feeds. */
    @Bean
    SmartInitializingSingleton webhooksFollowTheClerk(
            EventSequencer clerk, Delivering delivering, WebhookDestinations destinations) {
        return () -> delivering.follow(clerk, destinations);
    }
}
