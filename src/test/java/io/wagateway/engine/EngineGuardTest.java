package io.wagateway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wagateway.error.CircuitOpenException;
import io.wagateway.error.DomainException;
import io.wagateway.error.ErrorCode;
import io.wagateway.error.ForbiddenException;
import io.wagateway.error.NotImplementedException;
import io.wagateway.error.UnavailableException;
import io.wagateway.pipeline.ActiveCall;
import io.wagateway.pipeline.AsyncStep;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The circuit and the bulkhead of one engine, with a scripted route behind them. */
@ExtendWith(OutputCaptureExtension.class)
class EngineGuardTest {
    private static final Duration PATIENT = Duration.ofSeconds(30);
    private static final Duration IMPATIENT = Duration.ofMillis(50);

    private ScriptedEngines world = ScriptedEngines.of(PATIENT, 1_024);

    @AfterEach
    void stop() {
        world.close();
    }

    private void world(Duration timeout, int maxConcurrentCalls) {
        world.close();
        world = ScriptedEngines.of(timeout, maxConcurrentCalls);
    }

    static Stream<Object> responses() {
        return Stream.concat(
                Stream.of("not_connected", "no_group", "no_member", "forbidden", "bad_credentials", "nonsense", "x")
                        .map(refusal -> Map.of("refusal", refusal)),
                Stream.of(
                        Map.of("refusal", "rate_limited", "retryAfter", 1),
                        "<html>",
                        Map.of(),
                        new ForbiddenException("of an own engine's route that throws it"),
                        new IllegalArgumentException("a path of an engine with a dot segment"),
                        new NoClassDefFoundError("a class of a script's own"),
                        new ClassCastException("a script of what somebody's group is called")));
    }

    @ParameterizedTest
    @MethodSource("responses")
    void response_ofAnyKind_countsAsASuccess(Object response) {
        world.reply = response;
        for (int i = 0; i < 100; i++) {
            // Each of another session, as a back-off would reject the requests of one.
            world.ask("eu", EngineOperation.PROMOTE, "tenant-" + i);
        }
        assertThat(world.asked).hasValue(100);
        assertThat(world.circuit()).isEqualTo("closed");
        assertThat(world.freePermits()).isEqualTo(1_024);
    }

    @Test
    void circuit_ofAFailingEngine_opensAndSendsNothing(CapturedOutput output) {
        fail(5);
        assertThat(world.circuit()).isEqualTo("open");
        UnavailableException refused = (UnavailableException) failure(world.promote());
        assertThat(refused.code()).isEqualTo(ErrorCode.ENGINE_UNAVAILABLE);
        assertThat(refused.retryAfter()).isEqualTo(10);
        world.later(Duration.ofMillis(3_500));
        assertThat(((UnavailableException) failure(world.promote())).retryAfter())
                .isEqualTo(7);
        world.later(Duration.ofMillis(6_400));
        assertThat(((UnavailableException) failure(world.promote())).retryAfter())
                .isOne();
        assertThat(world.asked).hasValue(5);
        assertThat(world.freePermits()).isEqualTo(1_024);
        assertThat(output.getOut().lines().filter(line -> line.contains("circuit")))
                .singleElement()
                .asString()
                .contains("WARN", "engine=eu keeps failing: its circuit is open")
                .doesNotContain("10.0.0.7", "hunter2");
        world.reply = ScriptedEngines.DONE;
        assertThat(world.ask("us", EngineOperation.PROMOTE, "phone")).isCompleted();
    }

    @Test
    void circuit_ofAnEngineThatItsProxyCannotReach_opens() {
        world.reply = Map.of("refusal", "unavailable", "retryAfter", 30);
        for (int i = 0; i < 5; i++) {
            UnavailableException refused = (UnavailableException) failure(world.promote());
            assertThat(refused.code()).isEqualTo(ErrorCode.ENGINE_UNAVAILABLE);
            assertThat(refused.retryAfter()).isEqualTo(30);
        }
        assertThat(world.circuit()).isEqualTo("open");
    }

    @Test
    void wrongCredentials_areLoggedOnceAMinute(CapturedOutput output) {
        world.reply = Map.of("refusal", "bad_credentials");
        promotes(10);
        assertThat(output.getOut().split("rejects the credentials", -1)).hasSize(2);
        world.ask("us", EngineOperation.PROMOTE, "phone");
        world.later(Duration.ofMinutes(1));
        promotes(10);
        assertThat(output.getOut().split("rejects the credentials", -1)).hasSize(4);
    }

    @Test
    void operation_withoutARoute_is501_andNotCounted() {
        DefaultCamelContext withoutRoutes = new DefaultCamelContext();
        EngineClient engines = new EngineClient(
                withoutRoutes,
                Map.of("eu", new EngineEntry("tiny", null, null, PATIENT, 8, null, null)),
                Runnable::run,
                new SimpleMeterRegistry());
        for (int i = 0; i < 20; i++) {
            assertThat(failure(engines.ask(ScriptedEngines.call(), "eu", EngineOperation.DEMOTE, Map.of())))
                    .isInstanceOf(NotImplementedException.class)
                    .hasMessage("the engine 'tiny' cannot do demote");
        }
        assertThat(engines.guards().get("eu").circuitState()).isEqualTo("closed");
        // What a route calls is the name of an address, which stays known when nothing is there.
        assertThat(withoutRoutes.getEndpoints()).isEmpty();
    }

    @Test
    void response_withoutAFreeThread_is503_andNoFailureOfTheEngine() {
        world.close();
        world = new ScriptedEngines(Map.of("eu", new EngineEntry("tiny", null, null, PATIENT, 8, null, null)), task -> {
            throw new RejectedExecutionException("full");
        });
        for (int i = 0; i < 10; i++) {
            world.reply = null;
            CompletableFuture<?> call = world.promote();
            world.respond(ScriptedEngines.DONE);
            assertThat(failure(call).code()).isEqualTo(ErrorCode.ENGINE_UNAVAILABLE);
        }
        assertThat(world.circuit()).isEqualTo("closed");
        assertThat(world.freePermits()).isEqualTo(8);
    }

    @Test
    void circuit_ofHalfOfTheCallsFailing_opens_andOfFewerDoesNot() {
        for (int i = 0; i < 40; i++) {
            world.reply = i % 5 < 3 ? ScriptedEngines.DONE : refused();
            world.promote();
        }
        assertThat(world.circuit()).isEqualTo("closed");
        fail(3);
        assertThat(world.circuit()).isEqualTo("open");
    }

    @Test
    void circuit_after10Seconds_admitsThreeCallsAndCloses(CapturedOutput output) {
        fail(5);
        world.later(Duration.ofMillis(10_001));
        world.reply = null;
        List<CompletableFuture<?>> trials = promotes(Circuit.HALF_OPEN_CALLS);
        assertThat(world.circuit()).isEqualTo("half_open");
        assertThat(((UnavailableException) failure(world.promote())).retryAfter())
                .isOne();
        assertThat(world.asked).hasValue(5 + Circuit.HALF_OPEN_CALLS);
        world.respond(ScriptedEngines.DONE);
        assertThat(trials).allSatisfy(trial -> assertThat(trial).isCompleted());
        assertThat(world.circuit()).isEqualTo("closed");
        assertThat(output).contains("INFO").contains("engine=eu responds again: its circuit is closed");
    }

    @Test
    void circuit_whoseHalfOpenCallsFail_opensForAnother10Seconds() {
        fail(5);
        world.later(Duration.ofMillis(10_001));
        fail(Circuit.HALF_OPEN_CALLS);
        assertThat(world.circuit()).isEqualTo("open");
        assertThat(((UnavailableException) failure(world.promote())).retryAfter())
                .isEqualTo(10);
    }

    @Test
    void circuit_whoseHalfOpenCallsNeverEnd_isNotStuck() {
        world(IMPATIENT, 1_024);
        fail(5);
        for (int round = 0; round < 2; round++) {
            world.later(Duration.ofMillis(10_001));
            world.reply = null;
            promotes(Circuit.HALF_OPEN_CALLS)
                    .forEach(trial -> assertThat(failure(trial).code()).isEqualTo(ErrorCode.ENGINE_TIMEOUT));
            assertThat(world.circuit()).isEqualTo("open");
        }
        world.later(Duration.ofMillis(10_001));
        world.reply = ScriptedEngines.DONE;
        promotes(Circuit.HALF_OPEN_CALLS);
        assertThat(world.circuit()).isEqualTo("closed");
    }

    @Test
    void circuit_withOneHalfOpenCallAnHourAgo_admitsTheNextOnes() {
        fail(5);
        for (int trial = 0; trial < Circuit.HALF_OPEN_CALLS; trial++) {
            world.later(Duration.ofHours(1));
            world.reply = ScriptedEngines.DONE;
            assertThat(world.promote()).isCompleted();
        }
        assertThat(world.circuit()).isEqualTo("closed");
    }

    @Test
    void call_thatTheBulkheadRejects_isNoneOfTheThree() {
        world(PATIENT, 1);
        fail(5);
        world.later(Duration.ofMillis(10_001));
        world.reply = null;
        world.promote();
        for (int i = 0; i < 10; i++) {
            assertThat(failure(world.promote())).hasMessageContaining("too many calls");
        }
        world.waiting.remove().respond(ScriptedEngines.DONE);
        world.reply = ScriptedEngines.DONE;
        promotes(Circuit.HALF_OPEN_CALLS - 1);
        assertThat(world.circuit()).isEqualTo("closed");
    }

    @Test
    void callsFromBeforeTheCircuitOpened_areNoHalfOpenCalls() {
        world.reply = null;
        List<CompletableFuture<?>> old = promotes(Circuit.HALF_OPEN_CALLS);
        fail(5);
        world.later(Duration.ofMillis(10_001));
        world.promote();
        world.respond(refused());
        assertThat(old).allSatisfy(call -> assertThat(call).isCompletedExceptionally());
        assertThat(world.circuit()).isEqualTo("half_open");
        promotes(Circuit.HALF_OPEN_CALLS - 1);
        assertThat(world.circuit()).isEqualTo("open");
        assertThat(world.freePermits()).isEqualTo(1_024);
    }

    @Test
    void call_thatTheHalfOpenCircuitAdmits_mayGoOn_andOneThatItRefusesSendsNothing() {
        halfOpen();
        ActiveCall a = ScriptedEngines.call();
        ActiveCall b = ScriptedEngines.call();
        ActiveCall late = ScriptedEngines.call();
        world.reply = null;
        List<CompletableFuture<?>> admitted = new ArrayList<>();
        List.of(a, b, ScriptedEngines.call()).forEach(call -> admitted.add(world.askFor(call)));
        assertThat(failure(world.askFor(late)).code()).isEqualTo(ErrorCode.ENGINE_UNAVAILABLE);
        admitted.add(world.askFor(a));
        admitted.add(world.askFor(b));
        admitted.add(world.askFor(a));
        assertThat(failure(world.askFor(late)).code()).isEqualTo(ErrorCode.ENGINE_UNAVAILABLE);
        assertThat(world.waiting).hasSize(6);
        assertThat(world.circuit()).isEqualTo("half_open");
        world.respond(ScriptedEngines.DONE);
        assertThat(admitted).allSatisfy(call -> assertThat(call).isCompleted());
        assertThat(world.circuit()).isEqualTo("closed");
        assertThat(world.freePermits()).isEqualTo(1_024);
    }

    @Test
    void call_whoseCircuitOpensMeanwhile_mayGoOn() {
        ActiveCall call = ScriptedEngines.call();
        assertThat(world.askFor(call)).isCompleted();
        fail(5);
        assertThat(world.circuit()).isEqualTo("open");
        world.reply = ScriptedEngines.DONE;
        assertThat(world.askFor(call)).isCompleted();
        assertThat(failure(world.promote()).code()).isEqualTo(ErrorCode.ENGINE_UNAVAILABLE);
        assertThat(world.circuit()).as("a late success closes nothing").isEqualTo("open");
    }

    @Test
    void furtherRequestsOfACall_countForTheCircuit() {
        halfOpen();
        ActiveCall a = ScriptedEngines.call();
        world.askFor(a);
        world.askFor(a);
        assertThat(world.circuit()).isEqualTo("half_open");
        world.askFor(a);
        assertThat(world.circuit()).isEqualTo("open");
    }

    @Test
    void requestsOfNoCall_areAdmittedOneByOne() {
        halfOpen();
        world.reply = null;
        for (int i = 0; i < Circuit.HALF_OPEN_CALLS; i++) {
            assertThat(world.askFor(ScriptedEngines.call())).isNotDone();
        }
        for (int i = 0; i < 10; i++) {
            assertThat(failure(world.askFor(ScriptedEngines.call())).code()).isEqualTo(ErrorCode.ENGINE_UNAVAILABLE);
        }
        assertThat(world.waiting).hasSize(Circuit.HALF_OPEN_CALLS);
    }

    @Test
    void callsOfOneRequestId_areAdmittedEachForItself() {
        ActiveCall first = ScriptedEngines.call();
        ActiveCall second = ScriptedEngines.call();
        world.askFor(first);
        fail(5);
        world.reply = ScriptedEngines.DONE;
        assertThat(failure(world.askFor(second)).code()).isEqualTo(ErrorCode.ENGINE_UNAVAILABLE);
        assertThat(world.askFor(first)).isCompleted();
    }

    @Test
    void read_thatTheCircuitRefusedToAnotherCall_isReadAgainByOneThatItAdmits() {
        ActiveCall admitted = ScriptedEngines.call();
        ActiveCall other = ScriptedEngines.call();
        world.askFor(admitted);
        fail(5);
        world.reply = ScriptedEngines.DONE;
        CompletableFuture<Map<String, Object>> refused = world.askFor(other);
        Iterator<CompletableFuture<Map<String, Object>>> reads =
                List.of(refused, world.askFor(admitted)).iterator();
        assertThat(admitted.shared("eu", reads::next)).isCompleted();
        assertThat(failure(other.shared("eu", () -> refused)).code()).isEqualTo(ErrorCode.ENGINE_UNAVAILABLE);
    }

    @Test
    void admissionToOneEngine_isNoneToAnother() {
        ActiveCall a = ScriptedEngines.call();
        world.reply = ScriptedEngines.DONE;
        world.engines.ask(a, "us", EngineOperation.STATUS, Map.of());
        fail(5);
        assertThat(failure(world.askFor(a)).code()).isEqualTo(ErrorCode.ENGINE_UNAVAILABLE);
    }

    @Test
    void furtherRequest_thatTheBulkheadRejects_takesNoHalfOpenPermit() {
        world(PATIENT, 1);
        halfOpen();
        ActiveCall a = ScriptedEngines.call();
        world.reply = null;
        world.askFor(a);
        for (int i = 0; i < 10; i++) {
            assertThat(failure(world.askFor(a))).hasMessageContaining("too many calls");
        }
        world.respond(refused());
        world.reply = refused();
        world.askFor(ScriptedEngines.call());
        assertThat(world.circuit()).isEqualTo("half_open");
        world.askFor(ScriptedEngines.call());
        assertThat(world.circuit()).isEqualTo("open");
        assertThat(world.freePermits()).isEqualTo(1);
    }

    @Test
    void bulkheadOf2_refusesTheThirdCall_untilOneEnds() {
        world(PATIENT, 2);
        world.reply = null;
        List<CompletableFuture<?>> calls = promotes(2);
        for (int i = 0; i < 50; i++) {
            UnavailableException refused = (UnavailableException) failure(world.promote());
            assertThat(refused.code()).isEqualTo(ErrorCode.ENGINE_UNAVAILABLE);
            assertThat(refused.retryAfter()).isEqualTo(UnavailableException.DEFAULT_RETRY_AFTER);
        }
        assertThat(world.asked).hasValue(2);
        assertThat(world.circuit()).isEqualTo("closed");
        assertThat(world.ask("us", EngineOperation.PROMOTE, "phone")).isNotDone();
        world.waiting.remove().respond(ScriptedEngines.DONE);
        assertThat(calls.get(0)).isCompleted();
        assertThat(world.promote()).isNotDone();
        assertThat(world.freePermits()).isZero();
    }

    @Test
    void call_withoutAResponse_is504_andItsLateResponseChangesNothing() {
        world(IMPATIENT, 2);
        world.reply = null;
        DomainException late = failure(world.promote());
        assertThat(late.code()).isEqualTo(ErrorCode.ENGINE_TIMEOUT);
        assertThat(world.freePermits()).isEqualTo(2);
        world.waiting.remove().respond(Map.of("refusal", "rate_limited", "retryAfter", 60));
        assertThat(world.freePermits()).isEqualTo(2);
        world.reply = ScriptedEngines.DONE;
        assertThat(world.promote()).isCompleted();
    }

    @Test
    void exchange_hasTheDeadlineOfTheWholeCall() {
        world.reply = null;
        world.promote();
        long deadline = world.waiting.element().exchange().getProperty(EngineClient.DEADLINE, Long.class);
        assertThat(deadline - System.nanoTime())
                .isCloseTo(PATIENT.toNanos(), within(Duration.ofSeconds(10).toNanos()))
                .isLessThanOrEqualTo(PATIENT.toNanos());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void permits_after1000RoundsOfEverything_areAllThere(int threads) {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        world.close();
        world = new ScriptedEngines(
                Map.of("eu", new EngineEntry("tiny", null, null, IMPATIENT, 8, null, null)), executor);
        ExecutorService callers = Executors.newFixedThreadPool(threads);
        try {
            CompletableFuture.allOf(IntStream.range(0, 1_000)
                            .mapToObj(i -> CompletableFuture.runAsync(() -> round(i), callers))
                            .toArray(CompletableFuture[]::new))
                    .join();
            Awaitility.await()
                    .untilAsserted(() -> assertThat(world.freePermits()).isEqualTo(8));
        } finally {
            callers.shutdownNow();
            executor.shutdownNow();
        }
    }

    /** One of: a time-out, a response on another thread, a refusal, a failure, an immediate response. */
    private void round(int i) {
        world.reply = switch (i % 50) {
            case 0, 25 -> null;
            case 1, 11, 21 -> Map.of("refusal", "forbidden");
            case 2, 22, 42 -> refused();
            default -> ScriptedEngines.DONE;
        };
        CompletableFuture<?> call = world.ask("eu", EngineOperation.PROMOTE, "tenant-" + i);
        ScriptedEngines.PendingRequest pending = i % 50 == 25 ? world.waiting.poll() : null;
        if (pending != null) {
            pending.respond(i % 100 == 25 ? ScriptedEngines.DONE : new IOException("lost"));
        }
        call.handle((response, failure) -> response).join();
    }

    @Test
    void sessionThatFails_closesItsOwnCircuitOnly_howeverOftenItIsAskedFor() {
        for (int i = 0; i < 40; i++) {
            world.reply = refused();
            askOf("slow", "a");
            world.reply = ScriptedEngines.DONE;
            if (i % 4 == 0) {
                assertThat(askOf("healthy", "b")).isCompleted();
            }
        }
        assertThat(world.circuit()).isEqualTo("closed");
        int before = world.asked.get();
        CircuitOpenException refusal = (CircuitOpenException) failure(askOf("slow", "a"));
        assertThat(refusal).hasMessageContaining("the session keeps failing");
        assertThat(refusal.retryAfter()).isEqualTo(10);
        assertThat(world.asked).hasValue(before);
        world.later(Duration.ofMillis(10_001));
        for (int i = 0; i < Circuit.HALF_OPEN_CALLS; i++) {
            assertThat(askOf("slow", "a")).isCompleted();
        }
        assertThat(askOf("slow", "a")).as("its circuit is closed again").isCompleted();
    }

    @Test
    void organisation_whoseManySessionsFail_closesNothingToAnother() {
        for (int i = 0; i < 40; i++) {
            world.reply = ScriptedEngines.DONE;
            assertThat(askOf("healthy", "b")).isCompleted();
            world.reply = refused();
            askOf("slow-" + i, "a");
            askOf("slow-" + i, "a");
        }
        assertThat(world.circuit()).isEqualTo("closed");
    }

    @Test
    void engine_thatFailsMostSessionsOfMostOrganisations_isOpen() {
        world.reply = ScriptedEngines.DONE;
        askOf("healthy", "d");
        world.reply = refused();
        for (String organization : List.of("a", "b", "c")) {
            askOf(organization + 1, organization);
            askOf(organization + 2, organization);
        }
        assertThat(world.circuit()).isEqualTo("open");
        assertThat(failure(askOf("healthy", "d")).code()).isEqualTo(ErrorCode.ENGINE_UNAVAILABLE);
    }

    /** After an outage one organisation's dead session must not take all tries. */
    @Test
    void halfOpenCircuit_admitsOneCallOfAnOrganisation_andClosesAtTheFirstResponse() {
        halfOpen();
        world.reply = null;
        CompletableFuture<?> dead = askOf("dead", "a");
        assertThat(failure(askOf("dead", "a")).code()).isEqualTo(ErrorCode.ENGINE_UNAVAILABLE);
        assertThat(failure(askOf("another", "a")).code()).isEqualTo(ErrorCode.ENGINE_UNAVAILABLE);
        world.reply = ScriptedEngines.DONE;
        assertThat(askOf("healthy", "b")).isCompleted();
        assertThat(world.circuit()).isEqualTo("closed");
        assertThat(dead).isNotDone();
        assertThat(askOf("another", "a")).isCompleted();
    }

    @Test
    void callsOfAnOrganisation_thatComeAtOneMoment_areOneTryOfTheHalfOpenCircuit() {
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try {
            for (int round = 1; round <= 100; round++) {
                world(PATIENT, 1_024);
                halfOpen();
                world.asked.set(0);
                world.reply = null;
                Phaser moment = new Phaser(8);
                List<CompletableFuture<CompletableFuture<Map<String, Object>>>> calls = IntStream.range(0, 8)
                        .mapToObj(i -> CompletableFuture.supplyAsync(
                                () -> {
                                    moment.arriveAndAwaitAdvance();
                                    return askOf("phone-" + i, "a");
                                },
                                callers))
                        .toList();
                calls.forEach(CompletableFuture::join);
                assertThat(world.asked).as("round %d", round).hasValue(1);
                world.respond(ScriptedEngines.DONE);
                assertThat(world.circuit()).isEqualTo("closed");
            }
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void organisation_hasAQuarterOfThePlaces_whileAnotherHasSome_andNeverAll() {
        world.reply = null;
        for (int i = 0; i < 1_100; i++) {
            askOf("a", "a");
        }
        assertThat(world.waiting).as("all but a few").hasSize(1_024 - 1_024 / 64);
        assertThat(askOf("b", "b")).isNotDone();
        assertThat(failure(askOf("a", "a"))).hasMessageContaining("too many calls");
        world.respond(ScriptedEngines.DONE);
        askOf("b", "b");
        for (int i = 0; i < 1_100; i++) {
            askOf("a", "a");
        }
        assertThat(world.waiting).hasSize(1 + 1_024 / 4);
        world.respond(ScriptedEngines.DONE);
        assertThat(world.freePermits()).isEqualTo(1_024);
        assertThat(askOf("a", "a")).isNotDone();
    }

    private CompletableFuture<Map<String, Object>> askOf(String session, String organization) {
        return world.engines.ask(
                new ActiveCall("request", organization), "eu", EngineOperation.READ_GROUP, Map.of("session", session));
    }

    private static Exception refused() {
        return new ConnectException("10.0.0.7 refused");
    }

    private void halfOpen() {
        fail(5);
        world.later(Duration.ofMillis(10_001));
    }

    private void fail(int times) {
        world.reply = refused();
        promotes(times);
    }

    private List<CompletableFuture<?>> promotes(int times) {
        List<CompletableFuture<?>> calls = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            calls.add(world.promote());
        }
        return calls;
    }

    private static DomainException failure(CompletableFuture<?> call) {
        return (DomainException)
                AsyncStep.cause(call.handle((response, failure) -> failure).join());
    }
}
