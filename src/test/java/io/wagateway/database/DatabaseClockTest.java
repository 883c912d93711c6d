package io.wagateway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wagateway.TestDatabase;
import java.util.Iterator;
import java.util.List;
import java.util.TimeZone;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

@ExtendWith(OutputCaptureExtension.class)
class DatabaseClockTest {
    private static final List<TestDatabase> DATABASES = TestDatabase.both();

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    // A world in which a test decides what passes. Milliseconds, but for the node's nanoTime.
    private final AtomicLong nanoTime = new AtomicLong(-5_000_000_000L);
    private final AtomicLong databaseTime = new AtomicLong(1_000_000);
    private final AtomicLong wallClock = new AtomicLong(1_000_000);
    private long roundTrip = 1;
    private int queries;
    private boolean down;

    private DatabaseClock clock() {
        return new DatabaseClock(this::measure, nanoTime::get, wallClock::get);
    }

    /** The database reads its clock in the middle of the round trip. */
    private TimeQuery.Measurement measure() {
        queries++;
        if (down) {
            throw new DataAccessResourceFailureException("down");
        }
        long sentAt = nanoTime.get();
        pass(roundTrip);
        return new TimeQuery.Measurement(
                sentAt,
                nanoTime.get(),
                TimeUnit.MILLISECONDS.toNanos(databaseTime.get()) - TimeUnit.MILLISECONDS.toNanos(roundTrip) / 2);
    }

    private void pass(long millis) {
        nanoTime.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
        databaseTime.addAndGet(millis);
        wallClock.addAndGet(millis);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void time_ofARealDatabase_isTheSameInEveryTimeZone(TestDatabase database) {
        TimeZone before = TimeZone.getDefault();
        try {
            for (String zone : List.of("Pacific/Kiritimati", "America/St_Johns", "UTC")) {
                TimeZone.setDefault(TimeZone.getTimeZone(zone));
                assertThat(database.clock().getAsLong()).isCloseTo(System.currentTimeMillis(), within(1_000L));
            }
        } finally {
            TimeZone.setDefault(before);
        }
    }

    /** A database's current_timestamp stands still as long as a transaction does. */
    @ParameterizedTest
    @MethodSource("databases")
    void query_onAConnectionOfAPool_neverAnswersAnOldTime(TestDatabase database) throws Exception {
        SingleConnectionDataSource pooled =
                new SingleConnectionDataSource(database.source().getConnection(), true);
        try {
            TimeQuery query = new TimeQuery(new JdbcTemplate(pooled), System::nanoTime);
            TimeQuery.Measurement first = query.measure();
            for (int i = 1; i <= 5; i++) {
                Thread.sleep(40);
                TimeQuery.Measurement next = query.measure();
                assertThat(TimeUnit.NANOSECONDS.toMillis(next.time() - first.timeAt(next.receivedAt())))
                        .isBetween(-100L, 100L);
            }
        } finally {
            pooled.destroy();
        }
    }

    /** The database may have read its clock at the beginning of a round trip, or at the end. */
    @Test
    void firstQuery_thatTookLong_isNotBelieved() {
        Iterator<Integer> roundTrips = List.of(400, 2, 100).iterator();
        DatabaseClock clock = new DatabaseClock(
                () -> {
                    long sentAt = nanoTime.get();
                    long time = TimeUnit.MILLISECONDS.toNanos(databaseTime.get());
                    pass(roundTrips.next());
                    return new TimeQuery.Measurement(sentAt, nanoTime.get(), time);
                },
                nanoTime::get,
                wallClock::get);
        assertThat(clock.getAsLong()).isCloseTo(databaseTime.get(), within(1L));
    }

    @Test
    void clockOfTheNode_mayBeSetAtAnyTime() {
        DatabaseClock clock = clock();
        for (long step : List.of(3_600_000L, -7_200_000L)) {
            wallClock.addAndGet(step);
            long before = clock.getAsLong();
            pass(10_000);
            assertThat(clock.getAsLong()).isEqualTo(before + 10_000).isEqualTo(databaseTime.get());
            clock.renew();
            assertThat(clock.getAsLong()).isEqualTo(databaseTime.get());
        }
    }

    @Test
    void renewal_isDueAfterTenSeconds() {
        DatabaseClock clock = clock();
        queries = 0;
        for (int second = 1; second <= 9; second++) {
            pass(1_000);
            clock.renew();
        }
        assertThat(queries).isZero();
        pass(1_000);
        clock.renew();
        clock.renew();
        assertThat(queries).isOne();
    }

    @Test
    void database_thatIsAheadOfTheLastMeasurement_isFollowedAtOnce() {
        DatabaseClock clock = clock();
        pass(10_000);
        databaseTime.addAndGet(30_000);
        clock.renew();
        assertThat(clock.getAsLong()).isEqualTo(databaseTime.get());
    }

    @Test
    void database_thatWasSetBack_isWaitedForAtHalfSpeed() {
        DatabaseClock clock = clock();
        pass(10_000);
        databaseTime.addAndGet(-6_000);
        clock.renew();
        long start = clock.getAsLong();
        assertThat(start).isEqualTo(databaseTime.get() + 6_000);
        pass(4_000);
        assertThat(clock.getAsLong()).isEqualTo(start + 2_000).isEqualTo(databaseTime.get() + 4_000);
        pass(6_000);
        // Another measurement changes nothing about that.
        clock.renew();
        assertThat(clock.getAsLong()).isCloseTo(databaseTime.get() + 1_000, within(1L));
        pass(2_000);
        assertThat(clock.getAsLong()).isCloseTo(databaseTime.get(), within(1L));
        pass(5_000);
        assertThat(clock.getAsLong()).isEqualTo(databaseTime.get());
    }

    @Test
    void query_thatTookLong_isNotBelieved_andSentAgain() {
        DatabaseClock clock = clock();
        queries = 0;
        pass(10_000);
        roundTrip = 2_000;
        databaseTime.addAndGet(5_000);
        long before = clock.getAsLong();
        clock.renew();
        assertThat(clock.getAsLong()).isEqualTo(before + 2_000);
        roundTrip = 1;
        pass(1_000);
        clock.renew();
        assertThat(queries).isEqualTo(2);
        assertThat(clock.getAsLong()).isEqualTo(databaseTime.get());
    }

    /** Else a node with a slow network would count by its own oscillator for ever. */
    @Test
    void queries_thatAlwaysTakeLong_areBelievedInTheEnd() {
        DatabaseClock clock = clock();
        roundTrip = 500;
        for (int second = 1; second <= 300; second++) {
            pass(1_000);
            clock.renew();
        }
        databaseTime.addAndGet(5_000);
        for (int second = 1; second <= 30; second++) {
            pass(1_000);
            clock.renew();
        }
        assertThat(clock.getAsLong()).isEqualTo(databaseTime.get());
    }

    @Test
    void outage_stopsNoClock() {
        DatabaseClock clock = clock();
        down = true;
        for (int minute = 1; minute <= 10; minute++) {
            pass(60_000);
            assertThatThrownBy(clock::renew).isInstanceOf(DataAccessResourceFailureException.class);
            assertThat(clock.getAsLong()).isEqualTo(databaseTime.get());
        }
        down = false;
        databaseTime.addAndGet(700);
        clock.renew();
        assertThat(clock.getAsLong()).isEqualTo(databaseTime.get());
    }

    @Test
    void skew_isLoggedOnce_untilItWasHarmless(CapturedOutput output) {
        wallClock.addAndGet(-60_000);
        DatabaseClock clock = clock();
        String warning = "The clock of this node is 60.0 s behind the database's.";
        assertThat(output.getAll()).containsOnlyOnce(warning);
        assertThat(clock.skew()).isCloseTo(60, within(0.01));
        for (int i = 0; i < 5; i++) {
            pass(10_000);
            clock.renew();
        }
        assertThat(output.getAll()).containsOnlyOnce("WARN").doesNotContain("agrees");
        wallClock.addAndGet(60_000);
        pass(10_000);
        clock.renew();
        assertThat(clock.skew()).isCloseTo(0, within(0.01));
        assertThat(output.getAll()).containsOnlyOnce("agrees with the database's again");
        wallClock.addAndGet(1_500);
        pass(10_000);
        clock.renew();
        assertThat(clock.skew()).isCloseTo(-1.5, within(0.01));
        assertThat(output.getAll()).containsOnlyOnce("The clock of this node is 1.5 s ahead of the database's.");
    }

    @Test
    void skew_belowASecond_isNotLogged(CapturedOutput output) {
        wallClock.addAndGet(900);
        DatabaseClock clock = clock();
        pass(10_000);
        clock.renew();
        assertThat(output.getAll()).doesNotContain("The clock of this node");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void skew_isAMetricInSeconds(TestDatabase database) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        DatabaseClock clock = new DatabaseConfiguration().databaseClock(new JdbcTemplate(database.source()), registry);
        Gauge gauge = registry.get("gateway.clock.skew").gauge();
        assertThat(gauge.getId().getBaseUnit()).isEqualTo("seconds");
        assertThat(gauge.value()).isCloseTo(0, within(1.0));
        assertThat(database.clock(65_000).skew()).isCloseTo(-65, within(1.0));
        assertThat(clock.getAsLong()).isCloseTo(System.currentTimeMillis(), within(1_000L));
    }

    @Test
    void readings_ofManyThreads_neverGoBack_whateverIsMeasured() {
        AtomicLong measurements = new AtomicLong();
        AtomicLong time = new AtomicLong();
        // Each measurement is later than the last renewal's interval, and a little before or after what was expected.
        DatabaseClock clock = new DatabaseClock(
                () -> {
                    long now = time.get();
                    long error = measurements.incrementAndGet() % 2 == 0 ? 3_000_000_000L : 0;
                    return new TimeQuery.Measurement(now, now, now - error);
                },
                () -> time.addAndGet(10_000_000),
                () -> 0);
        AtomicLong latest = new AtomicLong();
        AtomicBoolean stop = new AtomicBoolean();
        List<CompletableFuture<Long>> readers = IntStream.range(0, 3)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                    long steps = 0;
                    while (!stop.get()) {
                        long before = latest.get();
                        long now = clock.getAsLong();
                        if (now < before) {
                            throw new AssertionError(now + " after " + before);
                        }
                        latest.accumulateAndGet(now, Math::max);
                        steps++;
                    }
                    return steps;
                }))
                .toList();
        while (measurements.get() < 500 && readers.stream().noneMatch(CompletableFuture::isDone)) {
            clock.renew();
        }
        stop.set(true);
        readers.forEach(reader -> assertThat(reader.join()).isPositive());
        assertThat(latest.get()).isPositive();
    }
}
