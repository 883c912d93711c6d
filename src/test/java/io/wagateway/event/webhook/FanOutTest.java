package io.wagateway.event.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.TestDatabase;
import io.wagateway.access.Scope;
import io.wagateway.event.delivery.DeliveryWriter;
import io.wagateway.event.log.SequencedLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;

class FanOutTest {
    private static final List<TestDatabase> DATABASES = TestDatabase.both();
    private static final int NO_LIMIT = 1_000_000;

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    /** What one node has. */
    private static final class Parts {
        private final TestDatabase database;
        private final int most;
        private final JdbcTemplate batches;
        private final WebhookCursors cursors;
        private final FanOut fanOut;
        private final PendingLimit limit;
        private final SequencedLog log;

        Parts(TestDatabase database, int most) {
            this.database = database;
            this.most = most;
            this.batches = new JdbcTemplate(database.source());
            this.cursors = new WebhookCursors(database.jdbc(), batches);
            WebhookQueueStore queues = new WebhookQueueStore(database.jdbc(), batches, System::currentTimeMillis);
            this.fanOut = new FanOut(
                    cursors,
                    new WebhookStore(database.jdbc()),
                    queues,
                    new DeliveryWriter(batches),
                    database.jdbc(),
                    database.transaction(),
                    most,
                    System::currentTimeMillis);
            DeliveryChunks chunks = new DeliveryChunks(queues, database.jdbc(), database.transaction());
            this.limit = new PendingLimit(
                    new DeliveryCancellation(chunks, database.jdbc(), System::currentTimeMillis),
                    cursors,
                    database.jdbc(),
                    most,
                    System::currentTimeMillis);
            this.log = new SequencedLog(database.source());
        }

        void webhooks(String organization, int count, String... events) {
            for (int i = 0; i < count; i++) {
                new WebhookStore(database.jdbc())
                        .insert(new Webhook(
                                organization + "-" + i,
                                organization,
                                null,
                                "http://127.0.0.1/",
                                List.of(events),
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
            cursors.begin(organization);
            cursors.setRoom(organization, most);
        }

        List<String> events(String organization, int count) {
            return log.promotions(
                    organization,
                    "session",
                    IntStream.range(0, count).mapToObj(i -> "1@g.us").toArray(String[]::new));
        }

        /** As the worker does, until nothing is left; the limit counts when it is asked to. */
        int finish(String organization) {
            int most = 0;
            while (!cursors.due(10).isEmpty()) {
                FanOut.Round round = fanOut.run(Set.of(organization));
                most = Math.max(most, of("pending").size());
                if (!round.full().isEmpty()) {
                    limit.enforce();
                }
            }
            limit.enforce();
            return most;
        }

        /** The events of the deliveries, in the order of their positions. */
        List<String> of(String state) {
            return database.jdbc()
                    .sql("select event_id from deliveries where state = ? order by position, destination")
                    .param(state)
                    .query(String.class)
                    .list();
        }

        int count(String organization) {
            return database.jdbc()
                    .sql("select count(*) from deliveries where destination like ?")
                    .param(organization + "-%")
                    .query(Integer.class)
                    .single();
        }
    }

    private static Parts parts(TestDatabase database, int limit) {
        return new Parts(database.emptied(), limit);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void webhook_getsTheEventsThatCameAfterIt_onceAndInOrder(TestDatabase database) {
        Parts parts = parts(database, NO_LIMIT);
        parts.events("a", 3);
        parts.webhooks("a", 1, "group.member.promoted", "group.left");
        parts.webhooks("b", 1, "group.left");
        List<String> events = parts.events("a", 1_200);
        parts.events("b", 5);
        assertThat(parts.cursors.due(10)).containsExactlyInAnyOrder("a", "b");
        parts.fanOut.run(Set.of("b"));
        parts.finish("a");
        assertThat(parts.of("pending")).isEqualTo(events);
        assertThat(database.jdbc()
                        .sql("select order_key from webhook_queues where destination = 'a-0'")
                        .query(String.class)
                        .list())
                .containsExactly("1@g.us");
        assertThat(parts.fanOut.run(Set.of("a", "b", "c")).webhooks()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void flood_takesItsShareOfARound_andTheOthersGetTheirs(TestDatabase database) {
        Parts parts = parts(database, NO_LIMIT);
        parts.webhooks("flood", 100, "*");
        parts.webhooks("other", 1, "*");
        parts.events("flood", 200);
        parts.events("other", 1);
        FanOut.Round round = parts.fanOut.run(new TreeSet<>(Set.of("flood", "other")));
        assertThat(parts.count("other")).isEqualTo(1);
        assertThat(parts.count("flood")).isBetween(100, FanOut.MOST_DELIVERIES);
        assertThat(round.unfinished()).containsExactly("flood");
        assertThat(round.webhooks()).contains(new WaitingWebhook("other-0", "other"));
        parts.fanOut.run(Set.of("flood"));
        assertThat(parts.count("flood")).isLessThanOrEqualTo(2 * FanOut.MOST_DELIVERIES);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void organisation_withMoreThanItsLimit_keepsTheNewestPending_andTheOthersAreDead(TestDatabase database) {
        Parts parts = parts(database, 10);
        parts.webhooks("a", 2, "*");
        List<String> before = parts.events("a", 4);
        parts.finish("a");
        assertThat(parts.of("pending")).hasSize(8);
        List<String> events = parts.events("a", 200);
        // Of the old ones, and of those of one round, there may be as many again for a moment.
        assertThat(parts.finish("a")).isLessThanOrEqualTo(20);
        assertThat(Set.copyOf(parts.of("pending"))).isEqualTo(Set.copyOf(events.subList(195, 200)));
        assertThat(parts.of("pending")).hasSize(10);
        assertThat(parts.of("dead")).hasSize(2 * 199).contains(before.get(0), events.get(194));
        assertThat(database.jdbc()
                        .sql("select distinct error from deliveries where state = 'dead'")
                        .query(String.class)
                        .list())
                .containsExactly("the organisation had more than 10 pending deliveries");
        // They can be sent again, so each has its queue.
        assertThat(database.jdbc()
                        .sql("select count(*) from webhook_queues")
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
    }

    /** Most of what is waiting is for nobody: it takes no room. */
    @ParameterizedTest
    @MethodSource("databases")
    void limit_countsOnlyWhatWebhooksSubscribeTo(TestDatabase database) {
        Parts parts = parts(database, 30);
        parts.webhooks("a", 2, "group.left");
        parts.database
                .jdbc()
                .sql("update webhooks set events = '*' where id = 'a-0'")
                .update();
        List<String> events = parts.events("a", 30);
        parts.finish("a");
        assertThat(parts.of("pending")).isEqualTo(events);
        assertThat(parts.of("dead")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void organisation_withoutRoom_getsNoDeliveriesUntilANodeHasCounted(TestDatabase database) {
        Parts parts = parts(database, 100);
        parts.webhooks("a", 1, "*");
        parts.events("a", 5);
        parts.cursors.setRoom("a", -1);
        assertThat(parts.cursors.due(10)).isEmpty();
        parts.fanOut.run(Set.of("a"));
        assertThat(parts.count("a")).isZero();
        // The node that was to count has died; the timer of another one finds the organisation.
        parts.limit.enforce();
        assertThat(parts.cursors.due(10)).containsExactly("a");
        parts.finish("a");
        assertThat(parts.count("a")).isEqualTo(5);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void webhookWithoutACursor_andDeliveriesThatAreThere_ofANodeOfThePreviousVersion(TestDatabase database) {
        Parts parts = parts(database, NO_LIMIT);
        parts.webhooks("a", 1, "*");
        List<String> events = parts.events("a", 3);
        parts.fanOut.run(Set.of("a"));
        database.jdbc().sql("update webhook_cursors set position = 1").update();
        parts.finish("a");
        assertThat(parts.of("pending")).isEqualTo(events);
        database.jdbc().sql("delete from webhook_cursors").update();
        parts.cursors.beginMissing();
        parts.events("a", 1);
        parts.finish("a");
        assertThat(parts.count("a")).isEqualTo(4);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void organisation_withoutActiveWebhooks_isNotDue_andOneThatIsActiveAgainGetsWhatComesThen(TestDatabase database) {
        Parts parts = parts(database, NO_LIMIT);
        parts.webhooks("a", 1, "*");
        database.jdbc().sql("update webhooks set active = false").update();
        parts.events("a", 600);
        parts.fanOut.run(Set.of("a"));
        assertThat(parts.cursors.due(10)).isEmpty();
        database.jdbc().sql("update webhooks set active = true").update();
        List<String> later = parts.events("a", 1);
        parts.finish("a");
        assertThat(parts.of("pending")).isEqualTo(later);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void deliveries_writtenByManyNodesAtOnce_areWrittenOnceEach(TestDatabase database) throws Exception {
        Parts parts = parts(database, NO_LIMIT);
        for (String organization : List.of("a", "b", "c")) {
            parts.webhooks(organization, 3, "*");
            parts.events(organization, 700);
        }
        List<Thread> nodes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            FanOut node = new Parts(database, NO_LIMIT).fanOut;
            Thread thread = new Thread(() -> IntStream.range(0, 6)
                    .forEach(round -> node.run(round % 2 == 0 ? Set.of("a", "b", "c") : Set.of("c", "a"))));
            nodes.add(thread);
            thread.start();
        }
        for (Thread node : nodes) {
            node.join();
        }
        while (!parts.cursors.due(10).isEmpty()) {
            parts.fanOut.run(Set.of("a", "b", "c"));
        }
        assertThat(parts.count("a")).isEqualTo(2_100);
        assertThat(parts.of("pending")).hasSize(3 * 2_100);
    }
}
