package io.wagateway.event.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wagateway.TestDatabase;
import io.wagateway.access.Scope;
import io.wagateway.database.DatabaseClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class WebhookQueueStoreTest {
    private static final List<TestDatabase> DATABASES = TestDatabase.both();
    private static final String DEAD = "01K0M5GQWXN7B1Z6T3V9C2D4E0";
    private static final String OTHER = "01K0M5GQWXN7B1Z6T3V9C2D4E1";

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    static Stream<Arguments> wrongClocks() {
        return TestDatabase.withWrongClocks(DATABASES);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void poll_besideADeadReceiverWithManyThousandsPending_isCheap(TestDatabase database) {
        SingleConnectionDataSource one = new SingleConnectionDataSource(connection(database.emptied()), true);
        try {
            JdbcClient jdbc = JdbcClient.create(one);
            Stores store = new Stores(one, new AtomicLong(5_000)::get);
            boolean h2 = database.toString().equals("H2");
            // H2 writes many rows slowly, and reads no more of them than of fewer.
            int many = h2 ? 20_000 : 100_000;
            String numbers = (h2 ? "system_range" : "generate_series") + "(1, " + many + ") s(x)";
            for (String id : List.of(DEAD, OTHER)) {
                webhook(jdbc, id);
            }
            jdbc.sql("insert into deliveries (destination, position, event_id, order_key, partition, state, attempts,"
                            + " next_attempt_at, created_at, updated_at) select '" + DEAD + "', x, 'evt_' || x,"
                            + " mod(x, " + many / 2 + ") || '@g.us', 0, 'pending', 0, 1, 1, 1 from " + numbers)
                    .update();
            jdbc.sql(
                            "insert into webhook_queues (destination, order_key, next_attempt_at) select distinct destination, order_key,"
                                    + " case when position < 40000 then 1 else 9000 end from deliveries"
                                    + " where position <= 50000")
                    .update();
            jdbc.sql("insert into webhook_queues (destination, order_key, next_attempt_at) values (?, '1@g.us', 2000)")
                    .param(OTHER)
                    .update();
            if (!h2) {
                jdbc.sql("analyze webhook_queues").update();
                jdbc.sql("analyze deliveries").update();
            }
            List<Long> micros = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                long begun = System.nanoTime();
                assertThat(store.queues.waiting(100)).hasSize(2);
                assertThat(store.queues.due(OTHER, 4)).hasSize(1);
                List<DueQueue> due = store.queues.due(DEAD, 4);
                micros.add((System.nanoTime() - begun) / 1_000);
                assertThat(due).hasSize(4);
                Claim claim = store.claims.claim(List.of(due.get(0)), 30_000).get(0);
                store.claims.fail(claim, OptionalLong.of(1_000_000), null, "no answer in time");
            }
            Collections.sort(micros);
            System.out.printf(
                    "%s, %d pending: a poll and the due queues of both: %d us%n", database, many, micros.get(50));
            assertThat(micros.get(50)).isLessThan(10_000);
        } finally {
            one.destroy();
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void claim_belongsToOneNodeUntilItExpiresAndThenToAnother(TestDatabase database) {
        SingleConnectionDataSource one = new SingleConnectionDataSource(connection(database.emptied()), true);
        try {
            JdbcClient jdbc = JdbcClient.create(one);
            AtomicLong clock = new AtomicLong(1_000);
            Stores store = new Stores(one, clock::get);
            webhook(jdbc, OTHER);
            for (int position = 1; position <= 2; position++) {
                jdbc.sql(
                                "insert into deliveries (destination, position, event_id, order_key, partition, state, attempts,"
                                        + " next_attempt_at, created_at, updated_at)"
                                        + " values (?, ?, ?, '1@g.us', 0, 'pending', 0, 1, 1, 1)")
                        .params(OTHER, position, "evt_" + position)
                        .update();
            }
            database.transaction()
                    .executeWithoutResult(status -> store.queues.fill(Set.of(new QueueKey(OTHER, "1@g.us"))));
            DueQueue due = store.queues.due(OTHER, 4).get(0);
            Claim first = store.claims.claim(List.of(due), 30_000).get(0);
            assertThat(first.position()).isEqualTo(1);
            assertThat(store.claims.claim(List.of(due), 30_000)).isEmpty();
            assertThat(store.queues.waiting(9)).isEmpty();
            clock.set(31_000);
            Claim second =
                    store.claims.claim(store.queues.due(OTHER, 1), 30_000).get(0);
            assertThat(second.position()).isEqualTo(1);
            // The outcome of an expired claim changes nothing.
            store.claims.fail(first, OptionalLong.empty(), 500, "late");
            assertThat(states(jdbc)).containsExactly("pending", "pending");
            store.claims.deliver(Map.of(second, 200));
            assertThat(states(jdbc)).containsExactly("delivered", "pending");
            Claim next = store.claims.claim(store.queues.due(OTHER, 1), 30_000).get(0);
            assertThat(next.position()).isEqualTo(2);
            store.claims.deliver(Map.of(next, 200));
            assertThat(store.queues.waiting(9)).isEmpty();
            assertThat(store.replay.replay(OTHER, Scope.ALL, "evt_1")).hasValue(true);
            assertThat(store.replay.replay(OTHER, Scope.ALL, "evt_1")).hasValue(false);
            assertThat(store.queues.due(OTHER, 4)).hasSize(1);
        } finally {
            one.destroy();
        }
    }

    @ParameterizedTest
    @MethodSource("wrongClocks")
    void claim_ofOrBesideANodeWhoseClockIsWrong_isKeptAndDueTimesAreTheSame(TestDatabase database, long ahead) {
        DatabaseClock right = database.emptied().clock();
        Stores one = new Stores(database.source(), right);
        Stores other = new Stores(database.source(), database.clock(ahead));
        webhook(database.jdbc(), OTHER);
        for (List<Stores> nodes : List.of(List.of(one, other), List.of(other, one))) {
            Stores first = nodes.get(0);
            Stores second = nodes.get(1);
            database.jdbc().sql("delete from deliveries").update();
            database.jdbc().sql("delete from webhook_queues").update();
            database.jdbc()
                    .sql("insert into deliveries (destination, position, event_id, order_key, partition, state,"
                            + " attempts, next_attempt_at, created_at, updated_at)"
                            + " values (?, 1, 'evt_1', '1@g.us', 0, 'pending', 0, 1, 1, 1)")
                    .param(OTHER)
                    .update();
            database.transaction()
                    .executeWithoutResult(status -> first.queues.fill(Set.of(new QueueKey(OTHER, "1@g.us"))));
            // Each sees at once what another has filled, but for the error of two measurements of the time.
            await().atMost(Duration.ofSeconds(2))
                    .until(() -> second.queues.waiting(9).size() == 1);
            Claim claim = first.claims.claim(first.queues.due(OTHER, 1), 30_000).get(0);
            assertThat(second.queues.due(OTHER, 4)).isEmpty();
            first.claims.fail(claim, OptionalLong.of(right.getAsLong() + 30_000), 500, "not yet");
            assertThat(second.queues.due(OTHER, 4)).isEmpty();
            assertThat(first.queues.due(OTHER, 4)).isEmpty();
            // As if the time had passed.
            database.jdbc()
                    .sql("update webhook_queues set next_attempt_at = next_attempt_at - 30000")
                    .update();
            await().atMost(Duration.ofSeconds(2))
                    .until(() -> second.queues.due(OTHER, 4).size() == 1
                            && first.queues.due(OTHER, 4).size() == 1);
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void sweep_deletesIdleQueuesAndThoseOfDeletedWebhooks(TestDatabase database) {
        SingleConnectionDataSource one = new SingleConnectionDataSource(connection(database.emptied()), true);
        try {
            JdbcClient jdbc = JdbcClient.create(one);
            Stores store = new Stores(one, new AtomicLong(1_000)::get);
            webhook(jdbc, OTHER);
            for (String destination : List.of(OTHER, DEAD)) {
                jdbc.sql(
                                "insert into webhook_queues (destination, order_key, next_attempt_at) values (?, 'busy@g.us', 1)")
                        .param(destination)
                        .update();
                jdbc.sql(
                                "insert into webhook_queues (destination, order_key, next_attempt_at) values (?, 'idle@g.us', ?)")
                        .params(destination, WebhookQueueStore.IDLE)
                        .update();
            }
            jdbc.sql("insert into deliveries (destination, position, event_id, order_key, partition, state, attempts,"
                            + " next_attempt_at, created_at, updated_at)"
                            + " values (?, 1, 'evt_1', 'busy@g.us', 0, 'pending', 0, 1, 1, 1)")
                    .param(DEAD)
                    .update();
            store.cleanup.sweep();
            assertThat(jdbc.sql("select destination || order_key from webhook_queues")
                            .query(String.class)
                            .list())
                    .containsExactly(OTHER + "busy@g.us");
            assertThat(states(jdbc)).isEmpty();
        } finally {
            one.destroy();
        }
    }

    private static List<String> states(JdbcClient jdbc) {
        return jdbc.sql("select state from deliveries order by position")
                .query(String.class)
                .list();
    }

    private static java.sql.Connection connection(TestDatabase database) {
        try {
            return database.source().getConnection();
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Stores {
        private final WebhookQueueStore queues;
        private final ClaimStore claims;
        private final DeliveryReplay replay;
        private final QueueCleanup cleanup;

        Stores(DataSource one, LongSupplier clock) {
            JdbcClient jdbc = JdbcClient.create(one);
            TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(one));
            queues = new WebhookQueueStore(jdbc, new JdbcTemplate(one), clock);
            claims = new ClaimStore(queues, new JdbcTemplate(one), transaction, clock);
            replay = new DeliveryReplay(new DeliveryChunks(queues, jdbc, transaction), jdbc, clock);
            cleanup = new QueueCleanup(queues, jdbc, transaction);
        }
    }

    private static void webhook(JdbcClient jdbc, String id) {
        new WebhookStore(jdbc)
                .insert(new Webhook(
                        id,
                        "org",
                        null,
                        "http://127.0.0.1/",
                        List.of("*"),
                        true,
                        null,
                        null,
                        null,
                        15,
                        2,
                        1,
                        1,
                        Scope.ALL));
    }
}
