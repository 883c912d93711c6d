package io.wagateway.engine;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A circuit breaker whose results may come late: one of a request from before the circuit opened says nothing about the engine
 * now, and is none of the half-open ones.
 */
final class Circuit {
    static final Duration OPEN_DURATION = Duration.ofSeconds(10);
    static final int HALF_OPEN_CALLS = 3;
    static final int WINDOW = 20;
    static final int LEAST_CALLS = 5;

    private final CircuitBreaker breaker;
    private final LongSupplier nanoTime;
    private volatile long openedAt;

    Circuit(String name, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.breaker = CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                        .slidingWindowSize(WINDOW)
                        .minimumNumberOfCalls(LEAST_CALLS)
                        .failureRateThreshold(50)
                        .waitDurationInOpenState(OPEN_DURATION)
                        .permittedNumberOfCallsInHalfOpenState(HALF_OPEN_CALLS)
                        // No limit: each call ends within the entry's time-out, and the next may come much later.
                        .maxWaitDurationInHalfOpenState(Duration.ZERO)
                        .clock(new MonotonicClock(nanoTime))
                        .build());
        breaker.getEventPublisher().onStateTransition(event -> {
            if (event.getStateTransition().getToState() == State.OPEN) {
                openedAt = nanoTime.getAsLong();
            }
        });
    }

    CircuitBreaker breaker() {
        return breaker;
    }

    boolean tryEnter() {
        return breaker.tryAcquirePermission();
    }

    /** Gives back what {@link #tryEnter} has taken: no request was sent. */
    void leave() {
        breaker.releasePermission();
    }

    /** What a later result belongs to. */
    Object period() {
        return breaker.getMetrics();
    }

    boolean isIn(Object period) {
        return period == breaker.getMetrics();
    }

    boolean isClosed() {
        return breaker.getState() == State.CLOSED;
    }

    boolean isHalfOpen() {
        return breaker.getState() == State.HALF_OPEN;
    }

    void open() {
        breaker.transitionToOpenState();
    }

    void close() {
        breaker.transitionToClosedState();
    }

    /** @param failure null: a success */
    void record(long nanos, Throwable failure) {
        if (failure == null) {
            breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
        } else {
            breaker.onError(nanos, TimeUnit.NANOSECONDS, failure);
        }
    }

    /** Whole seconds; 1 if it admits some calls already. */
    int secondsToHalfOpen() {
        long left = openedAt + OPEN_DURATION.toNanos() - nanoTime.getAsLong();
        return breaker.getState() == State.OPEN ? Seconds.roundedUp(left, OPEN_DURATION) : 1;
    }
}
