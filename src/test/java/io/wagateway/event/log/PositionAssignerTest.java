package io.wagateway.event.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.wagateway.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;

class PositionAssignerTest {
    private static final List<TestDatabase> DATABASES = TestDatabase.both();
    private static final Origin KEY = new Origin("org", "session", "key:1", "request", "promoteGroupMember");
    private static final EventDestinations TWO = (events, selection) -> events.forEach(event -> {
        selection.add("broker", event);
        if (event.event().equals("group.member.demoted")) {
            selection.add("hook", event);
        }
    });

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    @ParameterizedTest
    @MethodSource("databases")
    void assign_eventsOfOneCommit_keepsTheirOrderAndCreatesTheirDeliveries(TestDatabase database) {
        EventLog log = log(database.emptied());
        Event first = event(EventName.PROMOTED, "1@g.us");
        Event second = event(EventName.DEMOTED, "1@g.us");
        log.append(List.of(first, second));
        assertThat(ids(database)).isEmpty();
        assertThat(assigner(database).assign(10)).hasSize(2);
        assertThat(assigner(database).assign(10)).isEmpty();
        assertThat(ids(database)).containsExactly(first.id(), second.id());
        assertThat(database.jdbc()
                        .sql("select destination || ' ' || position || ' ' || order_key || ' ' || state from deliveries"
                                + " order by destination, position")
                        .query(String.class)
                        .list())
                .containsExactly("broker 1 1@g.us pending", "broker 2 1@g.us pending", "hook 2 1@g.us pending");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void assign_lateCommit_getsALaterPositionThanEarlierCommits(TestDatabase database) throws Exception {
        EventLog log = log(database.emptied());
        Event late = event(EventName.PROMOTED, "1@g.us");
        Event early = event(EventName.PROMOTED, "2@g.us");
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch commit = new CountDownLatch(1);
        Thread slow = new Thread(() -> database.transaction().executeWithoutResult(status -> {
            log.append(List.of(late));
            written.countDown();
            await(commit);
        }));
        slow.start();
        await(written);
        log.append(List.of(early));
        assigner(database).assign(10);
        assertThat(ids(database)).containsExactly(early.id());
        commit.countDown();
        slow.join();
        assigner(database).assign(10);
        assertThat(ids(database)).containsExactly(early.id(), late.id());
    }

    @ParameterizedTest
    @MethodSource("databases")
    void assign_byManyNodesAtOnce_givesEachEventOnePositionWithoutGaps(TestDatabase database) throws Exception {
        EventLog log = log(database.emptied());
        for (int i = 0; i < 100; i++) {
            log.append(List.of(event(EventName.PROMOTED, i + "@g.us")));
        }
        List<Thread> nodes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            PositionAssigner assigner = assigner(database);
            Thread node = new Thread(() -> {
                for (int round = 0; round < 50; round++) {
                    assigner.assign(3);
                }
            });
            node.start();
            nodes.add(node);
        }
        for (Thread node : nodes) {
            node.join();
        }
        // A node that finds another one assigning does nothing.
        int left;
        do {
            left = assigner(database).assign(10).size();
        } while (left > 0);
        List<Long> positions = database.jdbc()
                .sql("select position from events order by position")
                .query(Long.class)
                .list();
        assertThat(positions).hasSize(100).startsWith(1L).endsWith(100L).doesNotHaveDuplicates();
        assertThat(database.jdbc()
                        .sql("select count(*) from deliveries")
                        .query(Long.class)
                        .single())
                .isEqualTo(100);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void assign_besideAFloodOfAnotherOrganisation_takesTurns(TestDatabase database) {
        EventLog log = log(database.emptied());
        List<Event> flood = IntStream.range(0, 30)
                .mapToObj(i -> event(EventName.PROMOTED, "1@g.us"))
                .toList();
        log.append(flood);
        Origin other = new Origin("other", "session", "key:1", "request", "promoteGroupMember");
        List<Event> late = IntStream.range(0, 2)
                .mapToObj(i -> Event.of(EventName.PROMOTED, other, "1@g.us", Map.of()))
                .toList();
        log.append(late);
        assertThat(assigner(database).assign(10))
                .extracting(LoggedEvent::id)
                .contains(late.get(0).id(), late.get(1).id());
        while (!assigner(database).assign(10).isEmpty()) {
            assertThat(ids(database)).isNotEmpty();
        }
        assertThat(ids(database).stream().filter(id -> flood.stream()
                        .anyMatch(event -> event.id().equals(id))))
                .containsExactlyElementsOf(flood.stream().map(Event::id).toList());
    }

    @ParameterizedTest
    @MethodSource("databases")
    void append_ifNoneWaits_assignsInTheSameTransaction(TestDatabase database) {
        EventLog log = log(database.emptied());
        Event before = event(EventName.PROMOTED, "1@g.us");
        log.append(List.of(before));
        assigner(database).assign(10);
        List<Event> events = List.of(event(EventName.PROMOTED, "2@g.us"), event(EventName.DEMOTED, "2@g.us"));
        database.transaction().executeWithoutResult(status -> {
            assertThat(assigner(database).append(log, events).orElseThrow())
                    .extracting(LoggedEvent::id, LoggedEvent::position)
                    .containsExactly(
                            tuple(events.get(0).id(), 2L), tuple(events.get(1).id(), 3L));
            status.setRollbackOnly();
        });
        assertThat(ids(database)).containsExactly(before.id());
        assertThat(append(database, log, events)).isTrue();
        assertThat(ids(database))
                .containsExactly(before.id(), events.get(0).id(), events.get(1).id());
        assertThat(database.jdbc()
                        .sql("select destination || ' ' || position from deliveries order by destination, position")
                        .query(String.class)
                        .list())
                .containsExactly("broker 1", "broker 2", "broker 3", "hook 3");
        assertThat(assigner(database).assign(10)).isEmpty();
        Event after = event(EventName.PROMOTED, "1@g.us");
        log.append(List.of(after));
        assertThat(assigner(database).assign(10))
                .extracting(LoggedEvent::position)
                .containsExactly(4L);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void append_ifAnEarlierEventWaits_doesNothing(TestDatabase database) {
        EventLog log = log(database.emptied());
        Event earlier = event(EventName.PROMOTED, "1@g.us");
        log.append(List.of(earlier));
        Event later = event(EventName.DEMOTED, "1@g.us");
        assertThat(append(database, log, List.of(later))).isFalse();
        assertThat(assigner(database).assign(10)).extracting(LoggedEvent::id).containsExactly(earlier.id());
        assertThat(append(database, log, List.of(later))).isTrue();
        assertThat(ids(database)).containsExactly(earlier.id(), later.id());
    }

    @ParameterizedTest
    @MethodSource("databases")
    void append_whileAnotherTransactionAssigns_doesNotWaitForIt(TestDatabase database) throws Exception {
        EventLog log = log(database.emptied());
        CountDownLatch assigned = new CountDownLatch(1);
        CountDownLatch commit = new CountDownLatch(1);
        Thread slow = new Thread(() -> database.transaction().executeWithoutResult(status -> {
            assigner(database).append(log, List.of(event(EventName.PROMOTED, "1@g.us")));
            assigned.countDown();
            await(commit);
        }));
        slow.start();
        await(assigned);
        Event other = event(EventName.PROMOTED, "2@g.us");
        assertThat(append(database, log, List.of(other))).isFalse();
        log.append(List.of(other));
        assertThat(assigner(database).assign(10)).isEmpty();
        commit.countDown();
        slow.join();
        assertThat(assigner(database).assign(10))
                .extracting(LoggedEvent::position)
                .containsExactly(2L);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void assign_ifNoneWaits_locksNothing(TestDatabase database) {
        EventLog log = log(database.emptied());
        database.transaction().executeWithoutResult(status -> {
            assertThat(assigner(database).assign(10)).isEmpty();
            List<Event> events = List.of(event(EventName.PROMOTED, "1@g.us"));
            assertThat(CompletableFuture.supplyAsync(() -> append(database, log, events))
                            .join())
                    .isTrue();
        });
    }

    @ParameterizedTest
    @MethodSource("databases")
    void append_byManyNodesAtOnce_leavesNoGapAndKeepsTheOrderOfEachGroup(TestDatabase database) throws Exception {
        EventLog log = log(database.emptied());
        List<Thread> nodes = IntStream.range(0, 4)
                .mapToObj(node -> new Thread(() -> {
                    for (int i = 0; i < 50; i++) {
                        List<Event> events = List.of(event(EventName.PROMOTED, node + "@g.us"));
                        if (!append(database, log, events)) {
                            log.append(events);
                        }
                        if (i % 5 == 0) {
                            assigner(database).assign(3);
                        }
                    }
                }))
                .toList();
        nodes.forEach(Thread::start);
        for (Thread node : nodes) {
            node.join();
        }
        while (!assigner(database).assign(10).isEmpty()) {
            assertThat(ids(database)).isNotEmpty();
        }
        assertThat(database.jdbc()
                        .sql("select position from events order by position")
                        .query(Long.class)
                        .list())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 200).boxed().toList());
        for (int node = 0; node < 4; node++) {
            assertThat(database.jdbc()
                            .sql("select number from events where group_jid = ? order by position")
                            .param(node + "@g.us")
                            .query(Long.class)
                            .list())
                    .hasSize(50)
                    .isSorted();
        }
    }

    /** @return whether the events were appended */
    private static boolean append(TestDatabase database, EventLog log, List<Event> events) {
        return Boolean.TRUE.equals(database.transaction()
                .execute(status -> assigner(database).append(log, events).isPresent()));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> ids(TestDatabase database) {
        return database.jdbc()
                .sql("select id from events where position is not null order by position")
                .query(String.class)
                .list();
    }

    private static Event event(EventName name, String group) {
        return Event.of(name, KEY, group, Map.of("memberJid", "62@s.whatsapp.net"));
    }

    private static EventLog log(TestDatabase database) {
        return new EventLog(new JdbcTemplate(database.source()), database.transaction(), database.clock());
    }

    private static PositionAssigner assigner(TestDatabase database) {
        return new PositionAssigner(
                database.jdbc(),
                new JdbcTemplate(database.source()),
                database.transaction(),
                List.of(TWO),
                System::currentTimeMillis);
    }
}
