package io.wagateway.engine;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.event.CircuitBreakerOnStateTransitionEvent;
import io.wagateway.engine.EngineMetrics.Rejection;
import io.wagateway.error.UnavailableException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is wrong with one engine from the others: bounds the calls that wait for it, and stops asking one that
 * fails until it is worth another try. Whatever an engine answers shows that it lives, also what nobody understands; only
 * one that cannot be reached, or is too late, fails.
 */
final class EngineGuard {
    static final Duration OPEN = Duration.ofSeconds(10);
    static final int TRIALS = 3;

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
                        .waitDurationInOpenState(OPEN)
                        .permittedNumberOfCallsInHalfOpenState(TRIALS)
                        // No limit: each trial ends within the entry's time-out, and one may come long after another.
                        .maxWaitDurationInHalfOpenState(Duration.ZERO)
                        .clock(new MonotonicClock(nanoTime))
                        .build());
        this.bulkhead = Bulkhead.of(
                entry,
                BulkheadConfig.custom()
                        .maxConcurrentCalls(engine.maxConcurrentCalls())
                        .maxWaitDuration(Duration.ZERO)
                        .build());
        circuit.getEventPublisher().onStateTransition(this::changed);
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
     * Lets one call pass.
     *
     * @throws UnavailableException 503, where the engine is not to be asked now
     */
    Permit enter() {
        if (!circuit.tryAcquirePermission()) {
            metrics.rejected(entry, Rejection.CIRCUIT);
            throw UnavailableException.engine(
                    "the session's engine fails, and is not asked for a moment", secondsToTrial());
        }
        if (!bulkhead.tryAcquirePermission()) {
            circuit.releasePermission();
            metrics.rejected(entry, Rejection.BULKHEAD);
            throw UnavailableException.engine("too many calls wait for the session's engine");
        }
        return new Permit(circuit.getMetrics(), nanoTime.getAsLong());
    }

    private int secondsToTrial() {
        long left = openedAt + OPEN.toNanos() - nanoTime.getAsLong();
        return circuit.getState() == State.OPEN ? Seconds.roundedUp(left, OPEN) : 1;
    }

    private void changed(CircuitBreakerOnStateTransitionEvent event) {
        State from = event.getStateTransition().getFromState();
        State to = event.getStateTransition().getToState();
        if (to == State.OPEN) {
            openedAt = nanoTime.getAsLong();
        }
        if (to == State.OPEN && from == State.CLOSED) {
            LOG.warn("engine={} fails: its circuit is open, it is tried again every {} s", entry, OPEN.toSeconds());
        } else if (to == State.CLOSED) {
            LOG.info("engine={} answers again: its circuit is closed", entry);
        }
    }

    /** A call under way; to be ended once. */
    final class Permit {
        private final CircuitBreaker.Metrics period;
        private final long startedAt;

        private Permit(CircuitBreaker.Metrics period, long startedAt) {
            this.period = period;
            this.startedAt = startedAt;
        }

        /** @param failure what the route threw, or that it was too late or not there; null where it answered */
        void end(Throwable failure) {
            bulkhead.onComplete();
            boolean failed = failure != null && EngineFailures.isOfTheEngine(failure);
            if (failed) {
                health.failed(EngineFailures.of(failure).code());
            } else {
                health.answered();
            }
            // A call from before the circuit opened says nothing about the engine of now, and is none of its trials.
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
