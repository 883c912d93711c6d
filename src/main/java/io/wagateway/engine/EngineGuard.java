package io.wagateway.engine;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.event.CircuitBreakerOnStateTransitionEvent;
import io.wagateway.engine.EngineMetrics.Rejection;
import io.wagateway.error.CircuitOpenException;
import io.wagateway.error.UnavailableException;
import io.wagateway.pipeline.ActiveCall;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The circuit breaker and the bulkhead of one engine, so that its failures do not affect the other engines. Any
 * response counts as a success, also an invalid one. Only an engine that cannot be reached, or does not respond in
 * time, fails.
 *
 * <p>The circuit admits whole calls. A call that it refuses has sent nothing. A call whose first request it has admitted may
 * also send its further requests, if the circuit is half-open and if it has opened meanwhile: the call may have changed
 * something, and must find out what became of it. The results of all requests count, and the bulkhead counts all requests.
 */
final class EngineGuard {
    static final Duration OPEN_DURATION = Duration.ofSeconds(10);
    static final int HALF_OPEN_CALLS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(EngineGuard.class);

    private final String entry;
    private final EngineEntry engine;
    private final EngineMetrics metrics;
    private final LongSupplier nanoTime;
    private final CircuitBreaker circuit;
    private final Bulkhead bulkhead;
    private final EngineHealth health = new EngineHealth();
    private volatile long openedAt;

    EngineGuard(String entry, EngineEntry engine, EngineMetrics metrics, LongSupplier nanoTime) {
        this.entry = entry;
        this.engine = engine;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        this.circuit = CircuitBreaker.of(
                entry,
                CircuitBreakerConfig.custom()
                        .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                        .slidingWindowSize(20)
                        .minimumNumberOfCalls(5)
                        .failureRateThreshold(50)
                        .waitDurationInOpenState(OPEN_DURATION)
                        .permittedNumberOfCallsInHalfOpenState(HALF_OPEN_CALLS)
                        // No limit: each call ends within the entry's time-out, and the next may come much later.
                        .maxWaitDurationInHalfOpenState(Duration.ZERO)
                        .clock(new MonotonicClock(nanoTime))
                        .build());
        this.bulkhead = Bulkhead.of(
                entry,
                BulkheadConfig.custom()
                        .maxConcurrentCalls(engine.maxConcurrentCalls())
                        .maxWaitDuration(Duration.ZERO)
                        .build());
        circuit.getEventPublisher().onStateTransition(this::onStateTransition);
        metrics.watch(entry, circuit, bulkhead, health);
    }

    EngineEntry engine() {
        return engine;
    }

    String circuitState() {
        return circuit.getState().name().toLowerCase(Locale.ROOT);
    }

    EngineHealth health() {
        return health;
    }

    /**
     * Admits one request of a call.
     *
     * @throws UnavailableException 503, if the circuit admits no new call, or too many requests are in flight
     */
    Permit enter(ActiveCall call) {
        boolean isFirst = !call.isAdmittedBy(entry);
        if (isFirst && !circuit.tryAcquirePermission()) {
            metrics.rejected(entry, Rejection.CIRCUIT);
            throw new CircuitOpenException(secondsToHalfOpen());
        }
        if (!bulkhead.tryAcquirePermission()) {
            if (isFirst) {
                circuit.releasePermission();
            }
            metrics.rejected(entry, Rejection.BULKHEAD);
            throw UnavailableException.engine("too many calls to the session's engine are in flight");
        }
        call.admittedBy(entry);
        return new Permit(circuit.getMetrics(), nanoTime.getAsLong());
    }

    private int secondsToHalfOpen() {
        long left = openedAt + OPEN_DURATION.toNanos() - nanoTime.getAsLong();
        return circuit.getState() == State.OPEN ? Seconds.roundedUp(left, OPEN_DURATION) : 1;
    }

    private void onStateTransition(CircuitBreakerOnStateTransitionEvent event) {
        State from = event.getStateTransition().getFromState();
        State to = event.getStateTransition().getToState();
        if (to == State.OPEN) {
            openedAt = nanoTime.getAsLong();
        }
        if (to == State.OPEN && from == State.CLOSED) {
            LOG.warn(
                    "engine={} keeps failing: its circuit is open; the gateway calls it again every {} s",
                    entry,
                    OPEN_DURATION.toSeconds());
        } else if (to == State.CLOSED) {
            LOG.info("engine={} responds again: its circuit is closed", entry);
        }
    }

    /** A request in flight. Its owner ends it once. */
    final class Permit {
        private final CircuitBreaker.Metrics period;
        private final long startedAt;

        private Permit(CircuitBreaker.Metrics period, long startedAt) {
            this.period = period;
            this.startedAt = startedAt;
        }

        /** @param failure what the route threw, a time-out or an unavailable engine; null if the engine responded */
        void end(Throwable failure) {
            bulkhead.onComplete();
            boolean failed = failure != null && EngineFailures.isEngineFailure(failure);
            if (failed) {
                health.failed(EngineFailures.of(failure).code());
            } else {
                health.responded();
            }
            // A request from before the circuit opened says nothing about the engine now, and is none of the half-open
            // ones.
            if (period == circuit.getMetrics()) {
                long nanos = nanoTime.getAsLong() - startedAt;
                if (failed) {
                    circuit.onError(nanos, TimeUnit.NANOSECONDS, failure);
                } else {
                    circuit.onSuccess(nanos, TimeUnit.NANOSECONDS);
                }
            }
        }
    }
}
