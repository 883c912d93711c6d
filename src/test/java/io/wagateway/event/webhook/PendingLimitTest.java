package io.wagateway.event.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.TestDatabase;
import io.wagateway.access.Scope;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

class PendingLimitTest {
    private static final List<TestDatabase> DATABASES = TestDatabase.both();
    private static final String FIRST = "01K0M5GQWXN7B1Z6T3V9C2D4E0";
    private static final String SECOND = "01K0M5GQWXN7B1Z6T3V9C2D4E1";
    private static final String OTHERS = "01K0M5GQWXN7B1Z6T3V9C2D4E2";
    private static final long NOW = 5_000;

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    private static PendingLimit limit(TestDatabase database, int limit) {
        JdbcClient jdbc = database.jdbc();
        WebhookQueueStore queues = new WebhookQueueStore(jdbc, new JdbcTemplate(database.source()), () -> NOW);
        return new PendingLimit(
                new DeliveryCancellation(new DeliveryChunks(queues, jdbc, database.transaction()), jdbc, () -> NOW),
                new WebhookCursors(jdbc, new JdbcTemplate(database.source())),
                jdbc,
                limit,
                () -> NOW);
    }

    private static void webhook(JdbcClient jdbc, String id, String organization) {
        new WebhookStore(jdbc)
                .insert(new Webhook(
                        id,
                        organization,
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

    /** At each of these positions, in one of two queues. */
    private static void deliveries(JdbcClient jdbc, String webhook, String state, long first, long last) {
        for (long position = first; position <= last; position++) {
            jdbc.sql("insert into deliveries (destination, position, event_id, order_key, partition, state, attempts,"
                            + " next_attempt_at, created_at, updated_at) values (?, ?, ?, ?, 0, ?, 0, 1, 1, 1)")
                    .params(webhook, position, "evt_" + position, position % 2 + "@g.us", state)
                    .update();
        }
    }

    private static void queues(JdbcClient jdbc, String webhook) {
        for (String key : List.of("0@g.us", "1@g.us")) {
            jdbc.sql("insert into webhook_queues (destination, order_key, next_attempt_at) values (?, ?, 1)")
                    .params(webhook, key)
                    .update();
        }
    }

    private static List<String> of(JdbcClient jdbc, String webhook, String state) {
        return jdbc.sql("select position from deliveries where destination = ? and state = ? order by position")
                .params(webhook, state)
                .query(String.class)
                .list();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void oldestDeliveries_ofTheOrganisationThatHasTooMany_areDeadWithTheReason(TestDatabase database) {
        JdbcClient jdbc = database.emptied().jdbc();
        webhook(jdbc, FIRST, "a");
        webhook(jdbc, SECOND, "a");
        webhook(jdbc, OTHERS, "b");
        deliveries(jdbc, FIRST, "pending", 1, 8);
        deliveries(jdbc, SECOND, "delivered", 1, 3);
        deliveries(jdbc, SECOND, "pending", 4, 9);
        deliveries(jdbc, OTHERS, "pending", 1, 10);
        for (String webhook : List.of(FIRST, SECOND, OTHERS)) {
            queues(jdbc, webhook);
        }

        limit(database, 10).enforce();

        assertThat(of(jdbc, FIRST, "dead")).containsExactly("1", "2", "3", "4");
        assertThat(of(jdbc, SECOND, "dead")).containsExactly("4");
        assertThat(of(jdbc, FIRST, "pending")).hasSize(4);
        assertThat(of(jdbc, SECOND, "pending")).hasSize(5);
        assertThat(of(jdbc, SECOND, "delivered")).hasSize(3);
        assertThat(of(jdbc, OTHERS, "pending")).hasSize(10);
        assertThat(jdbc.sql("select distinct error from deliveries where state = 'dead'")
                        .query(String.class)
                        .list())
                .containsExactly("the organisation had more than 10 pending deliveries");
        limit(database, 10).enforce();
        assertThat(of(jdbc, FIRST, "dead")).hasSize(4);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void queue_withoutADeliveryThatStays_isIdle(TestDatabase database) {
        JdbcClient jdbc = database.emptied().jdbc();
        webhook(jdbc, FIRST, "a");
        webhook(jdbc, SECOND, "a");
        deliveries(jdbc, FIRST, "pending", 1, 2);
        deliveries(jdbc, SECOND, "pending", 3, 4);
        queues(jdbc, FIRST);
        queues(jdbc, SECOND);

        limit(database, 1).enforce();

        assertThat(of(jdbc, SECOND, "pending")).containsExactly("4");
        assertThat(jdbc.sql("select destination || order_key from webhook_queues where next_attempt_at < ?")
                        .param(WebhookQueueStore.IDLE)
                        .query(String.class)
                        .list())
                .containsExactly(SECOND + "0@g.us");
    }

    /** The head of a queue is the one that is sent or that waits for its next attempt. */
    @ParameterizedTest
    @MethodSource("databases")
    void queueWhoseHeadIsGivenUp_goesOnAtOnce_andAHeadThatIsReceivedAllTheSame_isDelivered(TestDatabase database) {
        JdbcClient jdbc = database.emptied().jdbc();
        webhook(jdbc, FIRST, "a");
        deliveries(jdbc, FIRST, "pending", 1, 4);
        queues(jdbc, FIRST);
        // Of the odd ones the first waits for its next attempt, of the even ones the first is being sent.
        jdbc.sql("update deliveries set next_attempt_at = 90000 where position = 1")
                .update();
        jdbc.sql("update webhook_queues set next_attempt_at = 90000 where order_key = '1@g.us'")
                .update();
        WebhookQueueStore queues = new WebhookQueueStore(jdbc, new JdbcTemplate(database.source()), () -> NOW);
        ClaimStore claims =
                new ClaimStore(queues, new JdbcTemplate(database.source()), database.transaction(), () -> NOW);
        Claim sent = claims.claim(List.of(new DueQueue(new QueueKey(FIRST, "0@g.us"), 1)), 30_000)
                .get(0);

        limit(database, 2).enforce();
        assertThat(of(jdbc, FIRST, "dead")).containsExactly("1", "2");
        assertThat(queues.due(FIRST, 9)).extracting(due -> due.key().orderKey()).containsExactly("1@g.us");

        claims.deliver(Map.of(sent, 200));
        assertThat(of(jdbc, FIRST, "delivered")).containsExactly("2");
        assertThat(queues.due(FIRST, 9)).hasSize(2);
        assertThat(jdbc.sql("select error from deliveries where position = 2")
                        .query(String.class)
                        .optional())
                .isEmpty();
    }
}
