package io.wagateway.event.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.TestDatabase;
import io.wagateway.event.delivery.Partition;
import io.wagateway.event.delivery.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.kafka.common.errors.SerializationException;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which events arrive at a broker that the test controls. */
class RelayTest {
    private static final List<TestDatabase> DATABASES = TestDatabase.both();
    private static final RetryPolicy QUICK_RETRIES = new RetryPolicy(Duration.ofMillis(20), Duration.ofMillis(50), 3);
    private static final RelayTiming QUICK =
            new RelayTiming(Duration.ofSeconds(10), Duration.ofSeconds(30), QUICK_RETRIES);

    private final List<String> arrived = Collections.synchronizedList(new ArrayList<>());

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    static Stream<Arguments> wrongClocks() {
        return TestDatabase.withWrongClocks(DATABASES);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void event_thatAloneFails_isDeadAfterItsAttemptsAndTheNextOfItsGroupIsSent(TestDatabase database) throws Exception {
        Set<String> refused = ConcurrentHashMap.newKeySet();
        try (RelayFixture relay = relay(database.emptied(), exchange -> {
            if (exchange.getMessage().getBody(String.class).contains("bad@")) {
                refused.add(id(exchange));
                throw new IllegalStateException("password=hunter2 at amqp://host");
            }
            arrived.add(id(exchange));
        })) {
            String bad = relay.publish(TestEvents.group(1), "bad@s.whatsapp.net");
            String next = relay.publish(TestEvents.group(1), "62@s.whatsapp.net");
            Awaitility.await().until(() -> refused.contains(bad));
            assertThat(arrived).as("its group waits").doesNotContain(next);
            // The broker takes no other event either: it may be down.
            assertThat(relay.deliveries()).allMatch(row -> row.contains(" pending 0 "));
            Awaitility.await().pollInterval(Duration.ofMillis(100)).until(() -> {
                relay.publish(TestEvents.group(2), "62@s.whatsapp.net");
                return arrived.contains(next);
            });
            assertThat(relay.deliveries())
                    .filteredOn(row -> row.startsWith(bad))
                    .containsExactly(bad + " dead 3 IllegalStateException");
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void brokerOutage_countsAgainstNoEventAndAllArriveInOrderLater(TestDatabase database) throws Exception {
        AtomicBoolean down = new AtomicBoolean(true);
        AtomicInteger tries = new AtomicInteger();
        try (RelayFixture relay = relay(database.emptied(), exchange -> {
            if (down.get()) {
                tries.incrementAndGet();
                throw new IllegalStateException("down");
            }
            arrived.add(exchange.getMessage().getHeader("kafka.KEY") + " " + id(exchange));
        })) {
            List<String> written = relay.publish(20, 5);
            Awaitility.await().until(() -> tries.get() > 60);
            assertThat(relay.deliveries()).hasSize(100).allMatch(row -> row.contains(" pending 0 "));
            down.set(false);
            Awaitility.await().until(() -> relay.deliveries().isEmpty());
            assertThat(arrived).hasSize(100);
            Map<String, List<String>> order = new HashMap<>();
            arrived.forEach(row -> order.computeIfAbsent(row.split(" ", 2)[0], group -> new ArrayList<>())
                    .add(row.split(" ", 2)[1]));
            for (int group = 0; group < 20; group++) {
                List<String> expected = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    expected.add(written.get(i * 20 + group));
                }
                assertThat(order.get(TestEvents.group(group))).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void event_thatCannotBeSerialized_isDeadAtOnceEvenIfNoOtherIsSent(TestDatabase database) throws Exception {
        AtomicInteger tries = new AtomicInteger();
        try (RelayFixture relay = relay(database.emptied(), exchange -> {
            tries.incrementAndGet();
            throw new SerializationException("not this");
        })) {
            String bad = relay.publish(TestEvents.group(1), "62@s.whatsapp.net");
            Awaitility.await().untilAsserted(() -> assertThat(relay.deliveries())
                    .containsExactly(bad + " dead 1 SerializationException"));
            assertThat(tries).hasValue(1);
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void groupsOfOnePartition_thatAlwaysFail_doNotBlockAnother(TestDatabase database) throws Exception {
        List<String> partition = groupsOfPartition(0, 4);
        try (RelayFixture relay = relay(database.emptied(), exchange -> {
            if (exchange.getMessage().getBody(String.class).contains("bad@")) {
                throw new IllegalStateException("not this");
            }
            arrived.add(id(exchange));
        })) {
            partition.subList(0, 3).forEach(group -> relay.publish(group, "bad@s.whatsapp.net"));
            String good = relay.publish(partition.get(3), "62@s.whatsapp.net");
            Awaitility.await().until(() -> arrived.contains(good));
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void send_thatHangs_timesOutAndIsRetried(TestDatabase database) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger interrupted = new AtomicInteger();
        AtomicBoolean hang = new AtomicBoolean(true);
        RelayTiming impatient = new RelayTiming(Duration.ofSeconds(1), Duration.ofSeconds(3), QUICK_RETRIES);
        try (RelayFixture relay = RelayFixture.to(
                exchange -> {
                    if (hang.getAndSet(false)) {
                        try {
                            never.await();
                        } catch (InterruptedException e) {
                            interrupted.incrementAndGet();
                            throw new IllegalStateException(e);
                        }
                    }
                    arrived.add(id(exchange));
                },
                database.emptied(),
                impatient,
                "owner-1")) {
            String id = relay.publish(TestEvents.group(1), "62@s.whatsapp.net");
            Awaitility.await().until(() -> relay.deliveries().isEmpty());
            assertThat(arrived).containsExactly(id);
            assertThat(interrupted).hasValue(1);
        }
    }

    /** The error handler of an integrator's route would turn the failure into a 500 and the exchange into a success. */
    @ParameterizedTest
    @MethodSource("databases")
    void failure_thatARouteHasHandled_isAFailure(TestDatabase database) throws Exception {
        AtomicInteger tries = new AtomicInteger();
        try (RelayFixture relay = relay(database.emptied(), exchange -> {
            if (tries.incrementAndGet() == 1) {
                exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new IllegalStateException("answered"));
                exchange.getExchangeExtension().setErrorHandlerHandled(true);
            }
        })) {
            relay.publish(TestEvents.group(1), "62@s.whatsapp.net");
            Awaitility.await().until(() -> relay.deliveries().isEmpty());
            assertThat(tries).hasValue(2);
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void partition_whoseLeaseExpired_isTakenOverAndAbandonedByTheFirstNode(TestDatabase database) throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch taken = new CountDownLatch(1);
        RelayTiming renewingAlways = new RelayTiming(Duration.ofSeconds(5), Duration.ofSeconds(5), QUICK_RETRIES);
        database.emptied();
        List<String> byFirst = Collections.synchronizedList(new ArrayList<>());
        try (RelayFixture silent = RelayFixture.to(
                exchange -> {
                    byFirst.add(id(exchange));
                    first.countDown();
                    await(taken);
                },
                database,
                renewingAlways,
                "owner-1")) {
            silent.publish(TestEvents.group(1), "1@s.whatsapp.net");
            await(first);
            database.jdbc()
                    .sql("update relay_partitions set lease_until = 0 where owner = 'owner-1'")
                    .update();
            try (RelayFixture other =
                    RelayFixture.to(exchange -> arrived.add(id(exchange)), database, renewingAlways, "owner-2")) {
                String second = other.publish(TestEvents.group(1), "2@s.whatsapp.net");
                Awaitility.await().until(() -> arrived.size() == 2);
                taken.countDown();
                assertThat(arrived).containsExactly(byFirst.get(0), second);
                Awaitility.await().until(() -> other.deliveries().isEmpty());
            }
            assertThat(byFirst).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("wrongClocks")
    void partition_ofOrBesideANodeWhoseClockIsWrong_isNotTakenOver(TestDatabase database, long ahead) throws Exception {
        for (boolean wrongHolds : List.of(true, false)) {
            arrived.clear();
            CountDownLatch sending = new CountDownLatch(1);
            CountDownLatch stolen = new CountDownLatch(1);
            CountDownLatch maySend = new CountDownLatch(1);
            database.emptied();
            try (RelayFixture holder = RelayFixture.to(
                    exchange -> {
                        sending.countDown();
                        await(maySend);
                        arrived.add(id(exchange));
                    },
                    database,
                    RelayTiming.DEFAULT,
                    "owner-1",
                    database.clock(wrongHolds ? ahead : 0))) {
                String id = holder.publish(TestEvents.group(1), "1@s.whatsapp.net");
                await(sending);
                try (RelayFixture other = RelayFixture.to(
                        exchange -> stolen.countDown(),
                        database,
                        RelayTiming.DEFAULT,
                        "owner-2",
                        database.clock(wrongHolds ? 0 : ahead))) {
                    for (int i = 0; i < 5; i++) {
                        other.wakeUp();
                        assertThat(stolen.await(100, TimeUnit.MILLISECONDS)).isFalse();
                    }
                } finally {
                    maySend.countDown();
                }
                Awaitility.await().until(() -> holder.deliveries().isEmpty());
                assertThat(arrived).containsExactly(id);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("wrongClocks")
    void retry_ofOrBesideANodeWhoseClockIsWrong_comesWhenItIsDue(TestDatabase database, long ahead) throws Exception {
        RelayTiming oneSecond = new RelayTiming(
                Duration.ofMillis(500),
                Duration.ofSeconds(3),
                new RetryPolicy(Duration.ofSeconds(1), Duration.ofSeconds(1), 3));
        for (boolean wrongFails : List.of(true, false)) {
            arrived.clear();
            CountDownLatch failed = new CountDownLatch(1);
            database.emptied();
            try (RelayFixture first = RelayFixture.to(
                    exchange -> {
                        failed.countDown();
                        throw new IllegalStateException("down");
                    },
                    database,
                    oneSecond,
                    "owner-1",
                    database.clock(wrongFails ? ahead : 0))) {
                first.publish(TestEvents.group(1), "1@s.whatsapp.net");
                await(failed);
                Awaitility.await().until(() -> first.deliveries().get(0).contains("IllegalStateException"));
            }
            long failedAt = System.nanoTime();
            try (RelayFixture other = RelayFixture.to(
                    exchange -> arrived.add(id(exchange)),
                    database,
                    oneSecond,
                    "owner-2",
                    database.clock(wrongFails ? 0 : ahead))) {
                Awaitility.await()
                        .pollInterval(Duration.ofMillis(20))
                        .atMost(Duration.ofSeconds(8))
                        .until(() -> {
                            other.wakeUp();
                            return arrived.size() == 1;
                        });
                assertThat(Duration.ofNanos(System.nanoTime() - failedAt))
                        .isBetween(Duration.ofMillis(500), Duration.ofSeconds(5));
            }
        }
    }

    /** In flight at the broker. */
    private record Send(String node, String key) {}

    @ParameterizedTest
    @MethodSource("databases")
    void partition_isLeasedToOneNodeAtATimeAndAKeyHasOneSendAtATime(TestDatabase database) throws Exception {
        Set<Send> inFlight = ConcurrentHashMap.newKeySet();
        Set<Send> clashes = ConcurrentHashMap.newKeySet();
        Function<String, Consumer<Exchange>> brokers = node -> exchange -> {
            Send send = new Send(node, key(exchange));
            boolean isAlone = inFlight.add(send);
            boolean isElsewhere = inFlight.stream()
                    .anyMatch(other ->
                            !other.node().equals(node) && Partition.of(other.key()) == Partition.of(send.key()));
            if (!isAlone || isElsewhere) {
                clashes.add(send);
            }
            arrived.add(id(exchange));
            inFlight.remove(send);
        };
        database.emptied();
        try (RelayFixture one = RelayFixture.to(brokers.apply("owner-1"), database, QUICK, "owner-1");
                RelayFixture other = RelayFixture.to(brokers.apply("owner-2"), database, QUICK, "owner-2")) {
            List<String> written = new ArrayList<>();
            for (int round = 0; round < 3; round++) {
                written.addAll(one.publish(20, 3));
                other.wakeUp();
            }
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> one.deliveries()
                    .isEmpty());
            assertThat(arrived).containsExactlyInAnyOrderElementsOf(written);
            assertThat(clashes).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void events_ofDifferentKeysOfAPartition_areOnTheirWayTogether(TestDatabase database) throws Exception {
        CountDownLatch allInFlight = new CountDownLatch(PartitionWorker.WINDOW);
        try (RelayFixture relay = relay(database.emptied(), exchange -> {
            allInFlight.countDown();
            await(allInFlight);
            arrived.add(id(exchange));
        })) {
            List<String> written = relay.publish(groupsOfPartition(0, PartitionWorker.WINDOW), "62@s.whatsapp.net");
            Awaitility.await().until(() -> relay.deliveries().isEmpty());
            assertThat(arrived).containsExactlyInAnyOrderElementsOf(written);
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void eventsBehindOneThatFails_areNotSentBeforeItWhileOtherKeysGoOn(TestDatabase database) throws Exception {
        AtomicInteger failures = new AtomicInteger();
        try (RelayFixture relay = relay(database.emptied(), exchange -> {
            if (exchange.getMessage().getBody(String.class).contains("slow@") && failures.incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
            }
            arrived.add(key(exchange) + " " + id(exchange));
        })) {
            List<String> groups = groupsOfPartition(0, PartitionWorker.WINDOW);
            List<String> behind = new ArrayList<>();
            behind.add(relay.publish(groups.get(0), "slow@s.whatsapp.net"));
            for (int i = 0; i < 5; i++) {
                behind.add(relay.publish(groups.get(0), "62@s.whatsapp.net"));
                groups.stream().skip(1).forEach(group -> relay.publish(group, "62@s.whatsapp.net"));
            }
            Awaitility.await().until(() -> relay.deliveries().isEmpty());
            assertThat(failures).hasValue(3);
            assertThat(arrived)
                    .filteredOn(row -> row.startsWith(groups.get(0)))
                    .containsExactlyElementsOf(
                            behind.stream().map(id -> groups.get(0) + " " + id).toList());
        }
    }

    private static List<String> groupsOfPartition(int partition, int number) {
        return IntStream.iterate(0, group -> group + 1)
                .mapToObj(TestEvents::group)
                .filter(group -> Partition.of(group) == partition)
                .limit(number)
                .toList();
    }

    private static String key(Exchange exchange) {
        return exchange.getMessage().getHeader("kafka.KEY", String.class);
    }

    private static RelayFixture relay(TestDatabase database, Consumer<Exchange> broker) throws Exception {
        return RelayFixture.to(broker, database, QUICK, "owner-1");
    }

    private static String id(Exchange exchange) {
        return exchange.getMessage().getHeader("eventId", String.class);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
