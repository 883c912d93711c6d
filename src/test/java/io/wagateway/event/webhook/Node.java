package io.wagateway.event.webhook;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.wagateway.TestDatabase;
import io.wagateway.event.log.DeliveryCounters;
import io.wagateway.event.log.SequencedLog;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What one gateway does for webhooks, put together as it is there, with shorter times. */
final class Node implements AutoCloseable {
    static final byte[] KEY = new byte[32];

    /** One second of a webhook's delaySeconds. */
    static final int SECOND = 100;

    /** How long an attempt may last. */
    static final int ATTEMPT = 1_500;

    static final Vertx VERTX = Vertx.vertx();

    final WebhookStore store;
    final WebhookQueueStore queueStore;
    final WebhookSecrets secrets;
    final Webhooks webhooks;
    final SequencedLog log;
    final MeterRegistry meters = new SimpleMeterRegistry();
    private final HikariDataSource pool;
    private final DispatcherLifecycle delivering;
    private final WebhookClient client;
    private final WebhookDestinations destinations;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    Node(TestDatabase database) {
        this(database, KEY);
    }

    Node(TestDatabase database, byte[] key) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(database.source());
        config.setMaximumPoolSize(6);
        pool = new HikariDataSource(config);
        JdbcClient jdbc = JdbcClient.create(pool);
        TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(pool));
        store = new WebhookStore(jdbc);
        queueStore = new WebhookQueueStore(jdbc, new JdbcTemplate(pool), transaction, System::currentTimeMillis);
        secrets = new WebhookSecrets(new SecretCipher(key));
        webhooks = new Webhooks(store, queueStore, secrets, transaction, System::currentTimeMillis);
        destinations = new WebhookDestinations(store, queueStore);
        log = new SequencedLog(pool, destinations);
        client = new WebhookClient(VERTX, new HttpClientOptions(), Node::nowhere, new AddressPolicy(true), ATTEMPT);
        delivering = new DispatcherLifecycle((inFlight, workers) -> new Dispatcher(
                store,
                queueStore,
                secrets,
                client,
                inFlight,
                workers,
                new DeliveryCounters(meters, "webhook"),
                new Dispatcher.Limits(10_000, SECOND),
                System::currentTimeMillis));
        timer.scheduleWithFixedDelay(delivering.dispatcher()::look, 20, 20, TimeUnit.MILLISECONDS);
    }

    private static CompletableFuture<List<InetAddress>> nowhere(String name) {
        return CompletableFuture.failedFuture(new IllegalStateException("these tests know no names"));
    }

    /** Numbered here, and served at once as after {@link io.wagateway.event.log.EventSequencer#onSequenced}. */
    List<String> happen(String organization, String... groups) {
        List<String> events = log.promotions(organization, "session", groups);
        delivering.dispatcher().serve(destinations.chosen());
        return events;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        delivering.close();
        client.close();
        pool.close();
    }
}
