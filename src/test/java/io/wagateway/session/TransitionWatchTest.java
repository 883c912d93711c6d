package io.wagateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wagateway.TestDatabase;
import io.wagateway.engine.EngineClient;
import io.wagateway.engine.EngineEntry;
import io.wagateway.engine.EngineRoute;
import io.wagateway.pipeline.ResponseTags;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the gateway asks for the status of a session that is on its way, with a clock that the test sets. */
class TransitionWatchTest {
    private static final TestDatabase DATABASE = TestDatabase.both().get(0);
    private static final long TICK = Duration.ofMillis(250).toMillis();

    /** A request for a status that the engine has not answered yet. */
    private record Pending(Exchange exchange, AsyncCallback callback) {
        void respond(Map<String, Object> response) {
            exchange.getMessage().setBody(response);
            callback.done(false);
        }
    }

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final AtomicLong nanos = new AtomicLong(-Duration.ofHours(1).toNanos());
    private final Queue<Pending> pending = new ConcurrentLinkedQueue<>();

    /** Milliseconds since the start of the test, one for each request. */
    private final List<Long> asked = new ArrayList<>();

    /** Whose status each of them asked for. */
    private final List<Object> accounts = new ArrayList<>();

    /** The status that the engine reports, or an exception to throw; null: it does not answer. */
    private volatile Object status = "starting";

    private volatile String silentEngine = "";
    private long now;
    private SessionStore store;
    private TransitionWatch watch;

    @BeforeEach
    void start() throws Exception {
        EngineRoute.serve(context, List.of("fast", "slow"), this::answer);
        context.start();
        store = StoredSyncs.sessions(DATABASE.emptied());
        watch = watch(Duration.ofSeconds(30));
    }

    @AfterEach
    void stop() {
        status = "stopped";
        pending.forEach(request -> request.respond(Map.of("status", "stopped")));
        context.stop();
    }

    private TransitionWatch watch(Duration sessionWatch) {
        EngineEntry entry = new EngineEntry("many", "http://engine:1", "a", Duration.ofHours(1), null, null, null);
        EngineClient engines = new EngineClient(
                context, Map.of("fast", entry, "slow", entry), Runnable::run, new SimpleMeterRegistry());
        return new TransitionWatch(
                store,
                new SessionStatusService(engines, store, new Sessions(store), Runnable::run, DATABASE.clock()),
                new SessionProperties(sessionWatch, null),
                nanos::get);
    }

    private synchronized boolean answer(Exchange exchange, AsyncCallback callback) {
        asked.add(now);
        accounts.add(exchange.getMessage().getBody(Map.class).get("session"));
        if (status == null
                || exchange.getProperty(ResponseTags.ENGINE, "", String.class).equals(silentEngine)) {
            pending.add(new Pending(exchange, callback));
            return false;
        }
        if (status instanceof Exception failure) {
            exchange.setException(failure);
        } else {
            exchange.getMessage().setBody(Map.of("status", status));
        }
        callback.done(true);
        return true;
    }

    private Session made(String id, String engine) {
        Session session = new Session(
                id, "org_a", null, engine, "at " + id, SessionStatus.STARTING, null, null, null, 1L, 1L, null);
        store.insert(session);
        return session;
    }

    private SessionStatus stored(String id) {
        return store.find(id).orElseThrow().status();
    }

    /** As the timer calls it. */
    private void pass(Duration duration) {
        for (long end = now + duration.toMillis(); now < end; ) {
            now += TICK;
            nanos.addAndGet(Duration.ofMillis(TICK).toNanos());
            watch.watch();
        }
    }

    private int events() {
        return DATABASE.jdbc()
                .sql("select count(*) from events")
                .query(Integer.class)
                .single();
    }

    @Test
    void session_onItsWay_isReadSoonAndThenLessOften_untilItWorks() {
        watch.follow(made("a", "fast"));
        pass(Duration.ofMillis(250));
        assertThat(asked).isEmpty();
        pass(Duration.ofMillis(250));
        assertThat(asked).containsExactly(500L);
        pass(Duration.ofMillis(9_500));
        assertThat(asked).containsExactly(500L, 1_000L, 1_750L, 3_000L, 4_750L, 6_750L, 8_750L);
        status = "working";
        pass(Duration.ofSeconds(2));
        assertThat(stored("a")).isEqualTo(SessionStatus.WORKING);
        assertThat(watch.count()).isZero();
        assertThat(events()).isOne();
        int reads = asked.size();
        pass(Duration.ofMinutes(5));
        assertThat(asked).hasSize(reads);
    }

    @Test
    void session_thatIsNeverPaired_isReadForThreeMinutes() {
        status = "scan_qr_code";
        watch.follow(made("a", "fast"));
        pass(Duration.ofMinutes(10));
        assertThat(asked).hasSizeBetween(85, 95);
        assertThat(asked.get(asked.size() - 1)).isBetween(178_000L, 180_000L);
        assertThat(watch.count()).isZero();
        assertThat(events()).isOne();
    }

    @Test
    void statusThatMoves_isReadSoonAgain() {
        status = "scan_qr_code";
        watch.follow(made("a", "fast"));
        pass(Duration.ofSeconds(60));
        status = "starting";
        while (stored("a") != SessionStatus.STARTING) {
            assertThat(now).isLessThan(63_000);
            pass(Duration.ofMillis(TICK));
        }
        long moved = asked.get(asked.size() - 1);
        status = "working";
        pass(Duration.ofMillis(500));
        assertThat(asked.get(asked.size() - 1)).isEqualTo(moved + 500);
        assertThat(stored("a")).isEqualTo(SessionStatus.WORKING);
    }

    @Test
    void callsThatComeAgain_prolongTheReads_andNeitherDelayNorMultiplyThem() {
        Session session = made("a", "fast");
        for (int i = 0; i < 40; i++) {
            watch.follow(session);
            pass(Duration.ofMillis(250));
        }
        assertThat(asked).hasSizeBetween(18, 20);
        pass(Duration.ofMinutes(2));
        watch.follow(session);
        int reads = asked.size();
        pass(Duration.ofMillis(500));
        assertThat(asked).hasSize(reads + 1);
        pass(Duration.ofMinutes(2));
        assertThat(watch.count()).isOne();
        pass(Duration.ofMinutes(2));
        assertThat(watch.count()).isZero();
    }

    @Test
    void call_duringARead_isNotEndedByItsAnswer() {
        Session session = made("a", "fast");
        status = null;
        watch.follow(session);
        pass(Duration.ofMillis(500));
        watch.follow(session);
        pass(Duration.ofSeconds(5));
        assertThat(asked).as("one read at a time").hasSize(1);
        status = "starting";
        pending.remove().respond(Map.of("status", "working"));
        assertThat(watch.count()).isOne();
        pass(Duration.ofMillis(500));
        assertThat(asked).hasSize(2);
        assertThat(stored("a")).isEqualTo(SessionStatus.STARTING);
    }

    @Test
    void slowEngine_delaysOnlyItsOwnSessions() {
        silentEngine = "slow";
        for (int i = 0; i < 100; i++) {
            watch.follow(made("slow-" + i, "slow"));
        }
        pass(Duration.ofSeconds(10));
        // One place is kept for another organisation.
        int places = TransitionWatch.MAX_IN_FLIGHT_PER_ENGINE - 1;
        assertThat(pending).hasSize(places);
        status = "working";
        watch.follow(made("fast", "fast"));
        pass(Duration.ofMillis(500));
        assertThat(stored("fast")).isEqualTo(SessionStatus.WORKING);
        // Each of them gets its turn, the one that has waited longest first.
        for (int i = 0; i < 100; i++) {
            pending.remove().respond(Map.of("status", "starting"));
            pass(Duration.ofMillis(250));
        }
        assertThat(pending).hasSize(places);
        assertThat(accounts).hasSize(100 + places + 1);
        assertThat(accounts.stream().distinct()).hasSize(101);
    }

    @Test
    void readThatFails_isTriedAgain() {
        status = new ConnectException("refused");
        watch.follow(made("a", "fast"));
        pass(Duration.ofSeconds(2));
        assertThat(stored("a")).isEqualTo(SessionStatus.STARTING);
        status = "working";
        pass(Duration.ofSeconds(2));
        assertThat(stored("a")).isEqualTo(SessionStatus.WORKING);
        assertThat(watch.count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"stopped", "failed"})
    void sessionThatIsDownForAMoment_isReadOn_untilItStaysDown(String down) {
        watch.follow(made("a", "fast"));
        pass(Duration.ofSeconds(1));
        status = down;
        pass(Duration.ofSeconds(8));
        assertThat(stored("a").wireName()).isEqualTo(down);
        status = "starting";
        pass(Duration.ofSeconds(2));
        assertThat(stored("a")).isEqualTo(SessionStatus.STARTING);
        status = down;
        pass(Duration.ofSeconds(14));
        assertThat(watch.count()).isZero();
        assertThat(stored("a").wireName()).isEqualTo(down);
    }

    @Test
    void sessionThatIsDeleted_isNotReadAnyMore() {
        watch.follow(made("a", "fast"));
        store.delete("a", 2);
        pass(Duration.ofSeconds(10));
        assertThat(asked).isEmpty();
        assertThat(watch.count()).isZero();
    }

    @Test
    void sessionsBeyondTheBound_areLeftToTheSessionWatch() {
        Session session = made("a", "fast");
        for (int i = 0; i < TransitionWatch.MAX_SESSIONS + 10; i++) {
            watch.follow(new Session(
                    "s" + i, "org_a", null, "fast", null, session.status(), null, null, null, 1L, 1L, null));
        }
        assertThat(watch.count()).isEqualTo(TransitionWatch.MAX_SESSIONS);
    }

    @Test
    void watch_isOffTogetherWithTheSessionWatch() {
        watch = watch(Duration.ZERO);
        watch.follow(made("a", "fast"));
        pass(Duration.ofSeconds(5));
        assertThat(asked).isEmpty();
        assertThat(watch.count()).isZero();
    }
}
