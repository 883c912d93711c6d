package io.wagateway.event.webhook;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.wagateway.TestDatabase;
import io.wagateway.database.DatabaseClock;
import io.wagateway.database.LimitProperties;
import io.wagateway.database.Quotas;
import io.wagateway.database.RetryingTransaction;
import io.wagateway.event.delivery.DeliveryCounters;
import io.wagateway.event.delivery.DeliveryWriter;
import io.wagateway.event.delivery.DestinationKind;
import io.wagateway.event.log.SequencedLog;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The webhook delivery of one gateway, wired as in the gateway, with shorter times. */
final class Node implements AutoCloseable {
    static final byte[] KEY = new byte[32];

    /** Milliseconds that stand for one second of a webhook's delaySeconds. */
    static final int SECOND = 100;

    /** Milliseconds; time-out of an attempt. */
    static final int ATTEMPT = 1_500;

    private static final int PENDING_LIMIT = 100_000;

    static final Vertx VERTX = Vertx.vertx();

    final WebhookStore store;
    final DeliveryReplay replay;
    final QueueCleanup cleanup;
    final WebhookSecrets secrets;
    final Webhooks webhooks;
    final SequencedLog log;
    final MeterRegistry meters = new SimpleMeterRegistry();
    private final HikariDataSource pool;
    private final DispatcherLifecycle lifecycle;
    private final WebhookClient client;
    private final WebhookCursors cursors;
    private final PendingLimit limit;
    private final FanOutWorker fanOut;
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
        DatabaseClock clock = new DatabaseClock(new JdbcTemplate(pool), System::nanoTime, System::currentTimeMillis);
        WebhookQueueStore queues = new WebhookQueueStore(jdbc, new JdbcTemplate(pool), clock);
        DeliveryChunks chunks = new DeliveryChunks(queues, jdbc, transaction);
        DeliveryCancellation cancellation = new DeliveryCancellation(chunks, jdbc, clock);
        replay = new DeliveryReplay(chunks, jdbc, clock);
        cleanup = new QueueCleanup(queues, jdbc, transaction);
        secrets = new WebhookSecrets(new SecretCipher(key));
        cursors = new WebhookCursors(jdbc, new JdbcTemplate(pool));
        webhooks = new Webhooks(
                store,
                cancellation,
                cleanup,
                cursors,
                secrets,
                new Quotas(jdbc, new LimitProperties(null, null, null, null, null, null)),
                transaction,
                clock);
        log = new SequencedLog(pool);
        client = new WebhookClient(VERTX, new HttpClientOptions(), Node::unknownHost, new AddressPolicy(true), ATTEMPT);
        ClaimStore claims = new ClaimStore(queues, new JdbcTemplate(pool), transaction, clock);
        AttemptRecorder recorder = new AttemptRecorder(
                store,
                claims,
                cancellation,
                new DeliveryCounters(meters, DestinationKind.WEBHOOK),
                Duration.ofMillis(SECOND),
                clock);
        DeliverySender sender = new DeliverySender(claims, () -> client, recorder, 10_000, clock);
        lifecycle = new DispatcherLifecycle(
                recorder,
                transaction,
                (results, limiter, workers) ->
                        new Dispatcher(store, queues, cancellation, secrets, sender, results, limiter, workers));
        limit = new PendingLimit(cancellation, cursors, jdbc, PENDING_LIMIT, clock);
        fanOut = new FanOutWorker(
                cursors,
                new FanOut(
                        cursors,
                        store,
                        queues,
                        new DeliveryWriter(new JdbcTemplate(pool)),
                        jdbc,
                        new RetryingTransaction(transaction),
                        PENDING_LIMIT,
                        clock),
                limit,
                lifecycle.dispatcher()::dispatch);
        fanOut.start();
        timer.scheduleWithFixedDelay(lifecycle.dispatcher()::poll, 20, 20, TimeUnit.MILLISECONDS);
    }

    private static CompletableFuture<List<InetAddress>> unknownHost(String name) {
        return CompletableFuture.failedFuture(new IllegalStateException("these tests use no host names"));
    }

    /** Appends, sequences and fans out events, as the gateway does after {@link io.wagateway.event.log.EventSequencer#onSequenced}. */
    List<String> publish(String organization, String... groups) {
        List<String> events = log.promotions(organization, "session", groups);
        fanOut.add(List.of(organization));
        Awaitility.await().pollInterval(5, TimeUnit.MILLISECONDS).until(() -> cursors.due(1_000)
                .isEmpty());
        return events;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        fanOut.stop();
        limit.close();
        lifecycle.close();
        client.close();
        pool.close();
    }
}
