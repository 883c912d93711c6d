package io.wagateway.event.webhook;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.impl.VertxInternal;
import io.wagateway.database.DatabaseClock;
import io.wagateway.database.LimitProperties;
import io.wagateway.database.Quotas;
import io.wagateway.database.RetryingTransaction;
import io.wagateway.event.delivery.DeliveryCounters;
import io.wagateway.event.delivery.DeliveryWriter;
import io.wagateway.event.delivery.DestinationKind;
import io.wagateway.event.log.EventSequencer;
import io.wagateway.session.Sessions;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WebhookProperties.class)
class WebhookConfiguration {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int ATTEMPT_MILLIS = 10_000;

    @Bean
    WebhookSecrets webhookSecrets(WebhookKey key) {
        return new WebhookSecrets(key.secretCipher());
    }

    @Bean
    WebhookQueueStore webhookQueueStore(JdbcClient jdbc, JdbcTemplate batches, DatabaseClock clock) {
        return new WebhookQueueStore(jdbc, batches, clock);
    }

    @Bean
    DeliveryChunks webhookDeliveryChunks(WebhookQueueStore queues, JdbcClient jdbc, TransactionOperations transaction) {
        return new DeliveryChunks(queues, jdbc, transaction);
    }

    @Bean
    DeliveryReplay webhookDeliveryReplay(DeliveryChunks chunks, JdbcClient jdbc, DatabaseClock clock) {
        return new DeliveryReplay(chunks, jdbc, clock);
    }

    @Bean
    DeliveryCancellation webhookDeliveryCancellation(DeliveryChunks chunks, JdbcClient jdbc, DatabaseClock clock) {
        return new DeliveryCancellation(chunks, jdbc, clock);
    }

    @Bean
    WebhookCursors webhookCursors(JdbcClient jdbc, JdbcTemplate batches) {
        return new WebhookCursors(jdbc, batches);
    }

    @Bean(destroyMethod = "close")
    PendingLimit pendingDeliveryLimit(
            DeliveryCancellation cancellation,
            WebhookCursors cursors,
            JdbcClient jdbc,
            LimitProperties limits,
            DatabaseClock clock) {
        return new PendingLimit(cancellation, cursors, jdbc, limits.pendingDeliveries(), clock);
    }

    @Bean
    QueueCleanup webhookQueueCleanup(WebhookQueueStore queues, JdbcClient jdbc, TransactionOperations transaction) {
        return new QueueCleanup(queues, jdbc, transaction);
    }

    @Bean
    Webhooks webhooks(
            WebhookStore store,
            DeliveryCancellation cancellation,
            QueueCleanup cleanup,
            WebhookCursors cursors,
            WebhookSecrets secrets,
            Quotas quotas,
            TransactionOperations transaction,
            DatabaseClock clock) {
        return new Webhooks(store, cancellation, cleanup, cursors, secrets, quotas, transaction, clock);
    }

    @Bean
    AddressPolicy webhookAddresses(WebhookProperties properties) {
        return new AddressPolicy(properties.allowPrivateAddresses());
    }

    @Bean(destroyMethod = "close")
    @Lazy
    DnsLookup webhookHosts(Vertx vertx) {
        return new DnsLookup(((VertxInternal) vertx).getEventLoopGroup().next());
    }

    @Bean
    WebhookInput webhookInput(Sessions sessions) {
        return new WebhookInput(sessions);
    }

    @Bean(destroyMethod = "close")
    @Lazy
    WebhookClient webhookClient(Vertx vertx, HostLookup hosts, AddressPolicy addresses) {
        return new WebhookClient(
                vertx, new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS), hosts, addresses, ATTEMPT_MILLIS);
    }

    @Bean
    TestDelivery testDelivery(
            WebhookSecrets secrets,
            ObjectProvider<WebhookClient> client,
            ExecutorService pipelineExecutor,
            DatabaseClock clock) {
        return new TestDelivery(secrets, client::getObject, pipelineExecutor, clock);
    }

    @Bean(destroyMethod = "close")
    DispatcherLifecycle dispatcherLifecycle(
            WebhookStore store,
            WebhookQueueStore queues,
            DeliveryCancellation cancellation,
            WebhookSecrets secrets,
            ObjectProvider<WebhookClient> client,
            JdbcTemplate jdbc,
            TransactionOperations transaction,
            MeterRegistry registry,
            DatabaseClock clock) {
        ClaimStore claims = new ClaimStore(queues, jdbc, transaction, clock);
        DeliveryCounters counters = new DeliveryCounters(registry, DestinationKind.WEBHOOK);
        AttemptRecorder recorder =
                new AttemptRecorder(store, claims, cancellation, counters, Duration.ofSeconds(1), clock);
        DeliverySender sender =
                new DeliverySender(claims, client::getObject, recorder, DeliverySender.CLAIM_MILLIS, clock);
        return new DispatcherLifecycle(
                recorder,
                transaction,
                (results, limiter, workers) ->
                        new Dispatcher(store, queues, cancellation, secrets, sender, results, limiter, workers));
    }

    @Bean
    FanOutWorker webhookFanOut(
            WebhookCursors cursors,
            WebhookStore store,
            WebhookQueueStore queues,
            PendingLimit limit,
            DispatcherLifecycle lifecycle,
            EventSequencer sequencer,
            JdbcClient jdbc,
            JdbcTemplate batches,
            TransactionOperations transaction,
            LimitProperties limits,
            DatabaseClock clock) {
        FanOut fanOut = new FanOut(
                cursors,
                store,
                queues,
                new DeliveryWriter(batches),
                jdbc,
                new RetryingTransaction(transaction),
                limits.pendingDeliveries(),
                clock);
        FanOutWorker worker = new FanOutWorker(cursors, fanOut, limit, lifecycle.dispatcher()::dispatch);
        sequencer.onSequenced(worker::add);
        return worker;
    }
}
