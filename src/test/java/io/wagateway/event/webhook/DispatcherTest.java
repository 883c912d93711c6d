package io.wagateway.event.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.TestDatabase;
import io.wagateway.access.Caller;
import io.wagateway.access.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Deliveries to real receivers, well-behaved and hostile ones. */
@ExtendWith(OutputCaptureExtension.class)
class DispatcherTest {
    private static final Caller OWNER = new Caller("key:1", "org", Set.of(), Scope.ALL, null);

    private static final List<TestDatabase> DATABASES = TestDatabase.both();

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    /** Receivers whose response has an endless body or head, or no head at all. */
    static List<Hostile> hostile() {
        return List.of(
                new Hostile("endless body", "delivered", (request, out) -> {
                    Receiver.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n");
                    while (true) {
                        Receiver.write(out, "x".repeat(10_000));
                    }
                }),
                new Hostile("endless head", "dead", (request, out) -> {
                    Receiver.write(out, "HTTP/1.1 200 OK\r\n");
                    while (true) {
                        Receiver.write(out, "X-More: " + "x".repeat(1_000) + "\r\n");
                    }
                }),
                new Hostile("nonsense", "dead", (request, out) -> Receiver.write(out, "SSH-2.0-OpenSSH_9.2\r\n\r\n")),
                new Hostile("hangs up", "dead", (request, out) -> {}),
                new Hostile("early hints without end", "dead", (request, out) -> {
                    while (true) {
                        Receiver.write(out, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
                        TimeUnit.MILLISECONDS.sleep(5);
                    }
                }),
                new Hostile("body drop by drop", "delivered", (request, out) -> {
                    Receiver.write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    while (true) {
                        Receiver.write(out, "1\r\nx\r\n");
                        TimeUnit.MILLISECONDS.sleep(5);
                    }
                }));
    }

    record Hostile(String name, String state, Receiver.Answer answer) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** The attempts of these tests are too short to load the classes of a delivery, too. */
    @BeforeAll
    static void warmUp() {
        TestDatabase database = DATABASES.get(1);
        try (Node node = new Node(database.emptied());
                Receiver receiver = Receiver.answering(number -> 200)) {
            String webhook = webhook(node, "org", receiver, 15, 1);
            node.publish("org", "1@g.us");
            await().until(() -> states(database, webhook).equals(List.of("delivered")));
        }
    }

    @AfterAll
    static void close() {
        Node.VERTX.close();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void delivery_thatFails_isRetriedAfterTwiceTheDelayEachTime(TestDatabase database) {
        try (Node node = new Node(database.emptied());
                Receiver receiver = Receiver.answering(number -> number < 4 ? 503 : 200)) {
            String webhook = webhook(node, "org", receiver, 5, 2);
            node.publish("org", "1@g.us");
            await().until(() -> states(database, webhook).equals(List.of("delivered")));
            List<Long> times =
                    receiver.requests().stream().map(Receiver.Request::at).toList();
            assertThat(times).hasSize(4);
            for (int i = 1; i < 4; i++) {
                long due = (2L << (i - 1)) * Node.SECOND;
                assertThat(times.get(i) - times.get(i - 1)).isBetween(due - 10, due + 1_500);
            }
            assertThat(receiver.events()).containsOnly(receiver.events().get(0));
            assertThat(row(database, webhook))
                    .containsEntry("attempts", 4)
                    .containsEntry("status_code", 200)
                    .containsEntry("error", null);
            await().untilAsserted(() -> assertThat(outcomes(node)).containsExactly(1, 3, 0));
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void delivery_withoutFurtherAttempts_isDeadUntilItIsReplayed(TestDatabase database) {
        try (Node node = new Node(database.emptied());
                Receiver receiver = Receiver.answering(number -> 500)) {
            String webhook = webhook(node, "org", receiver, 2, 1);
            List<String> events = node.publish("org", "1@g.us");
            await().until(() -> states(database, webhook).equals(List.of("dead")));
            assertThat(receiver.requests()).hasSize(2);
            assertThat(row(database, webhook))
                    .containsEntry("attempts", 2)
                    .containsEntry("status_code", 500)
                    .containsEntry("error", "the receiver answered 500");
            await().untilAsserted(() -> assertThat(outcomes(node)).containsExactly(0, 1, 1));
            receiver.answer((request, out) -> Receiver.status(out, 200));
            assertThat(node.replay.replay(webhook, Scope.ALL, events.get(0))).hasValue(true);
            await().until(() -> states(database, webhook).equals(List.of("delivered")));
            assertThat(row(database, webhook)).containsEntry("attempts", 1);
            assertThat(node.replay.replay(webhook, Scope.ALL, "evt_nothing")).isEmpty();
            assertThat(node.replay.replay("another", Scope.ALL, events.get(0))).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void events_ofOneGroup_waitForTheEarlierOneAndOtherGroupsDoNot(TestDatabase database) {
        try (Node node = new Node(database.emptied());
                Receiver receiver = Receiver.answering(number -> 200)) {
            AtomicInteger failures = new AtomicInteger();
            receiver.answer((request, out) -> Receiver.status(
                    out, request.text().contains("1@g.us") && failures.incrementAndGet() < 3 ? 500 : 200));
            String webhook = webhook(node, "org", receiver, 9, 2);
            List<String> events = node.publish("org", "1@g.us", "1@g.us", "2@g.us", "1@g.us", "2@g.us");
            await().until(() -> states(database, webhook).stream().allMatch("delivered"::equals));
            List<String> came = receiver.events();
            assertThat(came.stream().filter(id -> List.of(events.get(0), events.get(1), events.get(3))
                            .contains(id)))
                    .containsExactly(events.get(0), events.get(0), events.get(0), events.get(1), events.get(3));
            assertThat(came.lastIndexOf(events.get(4))).isLessThan(came.lastIndexOf(events.get(0)));
            assertThat(came.indexOf(events.get(2))).isLessThan(came.indexOf(events.get(4)));
        }
    }

    @Test
    void group_whoseFirstEventIsDead_continuesWithTheNext() {
        TestDatabase database = DATABASES.get(1);
        try (Node node = new Node(database.emptied());
                Receiver receiver = Receiver.answering(number -> number == 1 ? 404 : 200)) {
            String webhook = webhook(node, "org", receiver, 1, 1);
            node.publish("org", "1@g.us", "1@g.us");
            await().until(() -> states(database, webhook).equals(List.of("dead", "delivered")));
        }
    }

    @Test
    void redirect_isNotFollowed() {
        TestDatabase database = DATABASES.get(1);
        try (Node node = new Node(database.emptied());
                Receiver elsewhere = Receiver.answering(number -> 200);
                Receiver receiver =
                        new Receiver((request, out) -> Receiver.status(out, 307, "Location: " + elsewhere.url()))) {
            String webhook = webhook(node, "org", receiver, 1, 1);
            node.publish("org", "1@g.us");
            await().until(() -> states(database, webhook).equals(List.of("dead")));
            assertThat(row(database, webhook)).containsEntry("status_code", 307);
            assertThat(elsewhere.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void receiver_thatIsGone_getsNoFurtherEvent(TestDatabase database) {
        try (Node node = new Node(database.emptied());
                Receiver receiver = Receiver.answering(number -> 410)) {
            String webhook = webhook(node, "org", receiver, 15, 1);
            node.publish("org", "1@g.us", "1@g.us", "1@g.us");
            await().until(() -> states(database, webhook).stream().allMatch("dead"::equals));
            assertThat(node.store.find(webhook).orElseThrow().active()).isFalse();
            assertThat(receiver.requests()).hasSize(1);
            assertThat(errors(database, webhook))
                    .containsExactly(
                            "the receiver answered 410", DeliveryCancellation.INACTIVE, DeliveryCancellation.INACTIVE);
            node.publish("org", "1@g.us");
            assertThat(states(database, webhook)).hasSize(3);
            receiver.answer((request, out) -> Receiver.status(out, 204));
            node.webhooks.update(webhook, OWNER, Map.of("active", true));
            assertThat(node.replay.replayDead(webhook, Scope.ALL)).isEqualTo(3);
            await().until(() -> states(database, webhook).stream().allMatch("delivered"::equals));
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void webhook_thatBecomesInactiveBetweenTwoAttempts_hasNothingPending(TestDatabase database) {
        try (Node node = new Node(database.emptied());
                Receiver receiver = Receiver.answering(number -> 500)) {
            String webhook = webhook(node, "org", receiver, 15, 3_600);
            node.publish("org", "1@g.us", "2@g.us");
            await().until(() -> receiver.requests().size() == 2);
            node.webhooks.update(webhook, OWNER, Map.of("active", false));
            await().until(() -> states(database, webhook).equals(List.of("dead", "dead")));
            assertThat(errors(database, webhook)).containsOnly(DeliveryCancellation.INACTIVE);
        }
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void receiver_withAnEndlessResponse_isDisconnected(Hostile hostile) {
        TestDatabase database = DATABASES.get(1).emptied();
        try (Node node = new Node(database);
                Receiver receiver = new Receiver(hostile.answer())) {
            String webhook = webhook(node, "org", receiver, 1, 1);
            node.publish("org", "1@g.us");
            await().until(() -> states(database, webhook).equals(List.of(hostile.state())));
            await().until(() -> receiver.open() == 0);
        }
    }

    @Test
    void receiver_thatDoesNotAnswer_timesOut() {
        TestDatabase database = DATABASES.get(1);
        try (Node node = new Node(database.emptied());
                Receiver receiver = Receiver.silent()) {
            String webhook = webhook(node, "org", receiver, 1, 1);
            long before = System.currentTimeMillis();
            node.publish("org", "1@g.us");
            await().until(() -> states(database, webhook).equals(List.of("dead")));
            assertThat(System.currentTimeMillis() - before).isBetween((long) Node.ATTEMPT, Node.ATTEMPT + 2_000L);
            assertThat(row(database, webhook))
                    .containsEntry("status_code", null)
                    .containsEntry("error", "no answer in time");
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void slowReceivers_ofOneOrganisation_delayNoOther(TestDatabase database) {
        String[] groups = groups(50);
        try (Node node = new Node(database.emptied());
                Receiver silent = Receiver.silent();
                Receiver fast = Receiver.answering(number -> 200)) {
            List<String> slow = IntStream.range(0, 8)
                    .mapToObj(i -> webhook(node, "slow", silent, 15, 1))
                    .toList();
            node.publish("slow", groups);
            await().until(() -> silent.open() == 16);
            String other = webhook(node, "fast", fast, 15, 1);
            for (int i = 0; i < 5; i++) {
                long before = System.currentTimeMillis();
                node.publish("fast", "1@g.us");
                int count = i + 1;
                await().until(() -> fast.requests().size() == count);
                assertThat(System.currentTimeMillis() - before).isLessThan(1_000);
            }
            await().until(() -> states(database, other).stream().allMatch("delivered"::equals));
            // Every webhook of the slow organisation has its turn, too.
            await().until(() -> slow.stream().allMatch(id -> attempted(database, id)));
            // More than 16, as connections that timed out may still be closing.
            assertThat(silent.mostOpen()).isLessThan(24);
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void nodes_overOneDatabase_sendEachEventOnceAndInOrder(TestDatabase database) {
        List<String> groups = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            groups.add((i % 10) + "@g.us");
        }
        try (Node one = new Node(database.emptied());
                Node two = new Node(database);
                Receiver receiver = Receiver.answering(number -> 200)) {
            List<String> webhooks = List.of(
                    webhook(one, "org", receiver, 15, 1),
                    webhook(one, "org", receiver, 15, 1),
                    webhook(one, "org", receiver, 15, 1));
            List<String> events = new ArrayList<>(one.log.promotions("org", "session", groups.toArray(String[]::new)));
            webhooks.forEach(id -> await().until(() -> states(database, id).size() == 100
                    && states(database, id).stream().allMatch("delivered"::equals)));
            assertThat(receiver.requests()).hasSize(300);
            for (int group = 0; group < 10; group++) {
                String jid = "\"" + group + "@g.us\"";
                List<String> came = receiver.requests().stream()
                        .filter(request -> request.text().contains(jid))
                        .map(Receiver.Request::event)
                        .toList();
                int offset = group;
                List<String> right = IntStream.range(0, 10)
                        .mapToObj(i -> events.get(i * 10 + offset))
                        .toList();
                // Each of the three webhooks gets the right order, so the first arrivals have it, too.
                assertThat(came.stream().distinct()).containsExactlyElementsOf(right);
            }
            two.cleanup.sweep();
            assertThat(states(database, webhooks.get(0))).hasSize(100);
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void webhook_thatIsDeleted_losesItsDeliveries(TestDatabase database) {
        try (Node node = new Node(database.emptied());
                Receiver receiver = Receiver.answering(number -> 500)) {
            String webhook = webhook(node, "org", receiver, 15, 60);
            String other = webhook(node, "org", receiver, 15, 60);
            node.publish("org", groups(10));
            await().until(() -> receiver.requests().size() == 20);
            node.webhooks.delete(webhook, OWNER);
            assertThat(states(database, webhook)).isEmpty();
            assertThat(states(database, other)).hasSize(10);
            assertThat(database.jdbc()
                            .sql("select distinct destination from webhook_queues")
                            .query(String.class)
                            .list())
                    .containsExactly(other);
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void node_withAnotherKey_leavesTheDeliveryToOthersAndWarnsOnce(TestDatabase database, CapturedOutput output) {
        byte[] other = new byte[32];
        other[0] = 1;
        try (Node stranger = new Node(database.emptied(), other);
                Receiver receiver = Receiver.answering(number -> 200)) {
            String open = webhook(stranger, "org", receiver, 15, 1);
            String webhook;
            try (Node owner = new Node(database)) {
                webhook = owner.webhooks
                        .create(OWNER, Map.of("url", receiver.url(), "secret", "geheim"), created -> {})
                        .id();
                owner.webhooks.create(
                        OWNER, Map.of("url", receiver.url(), "customHeaders", Map.of("X-A", "1")), created -> {});
            }
            stranger.publish("org", "1@g.us");
            await().until(() -> states(database, open).equals(List.of("delivered")));
            await().until(() -> output.getAll().contains("was encrypted with another key"));
            assertThat(stranger.webhooks.list(OWNER, webhook, 10).stream()
                            .map(found -> stranger.webhooks.response(found, OWNER)))
                    .singleElement()
                    .satisfies(answer -> assertThat(answer.customHeaders()).isNull());
            assertThat(row(database, webhook)).containsEntry("state", "pending").containsEntry("attempts", 0);
            try (Node owner = new Node(database)) {
                await().until(() -> states(database, webhook).equals(List.of("delivered")));
                assertThat(owner.webhooks.require(webhook, OWNER).secret()).doesNotContain("geheim");
            }
            assertThat(output.getAll()).containsOnlyOnce("was encrypted with another key");
            await().until(() -> receiver.requests().size() == 3);
            assertThat(receiver.requests().stream().filter(request -> WebhookFixture.hmac("geheim", request.body())
                            .equals(request.headers().get("x-webhook-hmac"))))
                    .hasSize(1);
        }
    }

    /** Delivered, failed, dead; metrics count all webhooks together. */
    private static List<Integer> outcomes(Node node) {
        return Stream.of("delivered", "failed", "dead")
                .map(outcome -> node.meters
                        .get("gateway.deliveries")
                        .tags("outlet", "webhook", "outcome", outcome)
                        .counter())
                .map(counter -> (int) counter.count())
                .toList();
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10));
    }

    private static String[] groups(int count) {
        return IntStream.range(0, count).mapToObj(i -> i + "@g.us").toArray(String[]::new);
    }

    private static String webhook(Node node, String organization, Receiver receiver, int attempts, int delay) {
        return node.webhooks
                .create(
                        new Caller("key:1", organization, Set.of(), Scope.ALL, null),
                        Map.of(
                                "url",
                                receiver.url(),
                                "retryPolicy",
                                Map.of("attempts", attempts, "delaySeconds", delay)),
                        created -> {})
                .id();
    }

    private static boolean attempted(TestDatabase database, String webhook) {
        return database.jdbc()
                        .sql("select count(*) from deliveries where destination = ? and attempts > 0")
                        .param(webhook)
                        .query(Long.class)
                        .single()
                > 0;
    }

    private static List<String> states(TestDatabase database, String webhook) {
        return database.jdbc()
                .sql("select state from deliveries where destination = ? order by position")
                .param(webhook)
                .query(String.class)
                .list();
    }

    private static List<String> errors(TestDatabase database, String webhook) {
        return database.jdbc()
                .sql("select error from deliveries where destination = ? order by position")
                .param(webhook)
                .query(String.class)
                .list();
    }

    private static Map<String, Object> row(TestDatabase database, String webhook) {
        return database.jdbc()
                .sql("select state, attempts, status_code, error from deliveries where destination = ?")
                .param(webhook)
                .query()
                .singleRow();
    }
}
