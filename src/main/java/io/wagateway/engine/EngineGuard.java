package io.wagateway.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.event.CircuitBreakerOnStateTransitionEvent;
import io.wagateway.engine.EngineMetrics.Rejection;
import io.wagateway.error.CircuitOpenException;
import io.wagateway.error.UnavailableException;
import io.wagateway.pipeline.ActiveCall;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The circuits and the places of one engine, so that its failures do not affect the other engines, nor a failing account the
 * other accounts. Any response counts as a success, also an invalid one. Only an engine that cannot be reached, or does not
 * respond in time, fails.
 *
 * <p>Each session has a circuit of its own. The engine's opens only if most of the sessions in use fail, as
 * {@link RecentOutcomes} sees it. Each organisation has its {@link FairShare} of the places.
 *
 * <p>A circuit admits whole calls. A call that it refuses has sent nothing. A call whose first request it has admitted may
 * also send its further requests, if the circuit is half-open and if it has opened meanwhile: the call may have changed
 * something, and must find out what became of it. The results of all requests count, and each takes a place.
 */
final class EngineGuard {
    private static final Logger LOG = LoggerFactory.getLogger(EngineGuard.class);
    /** Each takes a few KB. */
    private static final int MAX_SESSION_CIRCUITS = 2_000;

    private static final Duration SESSION_CIRCUIT_LIFETIME = Duration.ofMinutes(10);

    private final String entry;
    private final EngineEntry engine;
    private final EngineMetrics metrics;
    private final LongSupplier nanoTime;
    private final Circuit circuit;
    private final RecentOutcomes outcomes;
    private final Bulkhead bulkhead;
    private final FairShare shares;
    private final EngineHealth health = new EngineHealth();

    /** Of the sessions that were in use lately, by the engine's name of them. */
    private final Cache<Object, Circuit> sessionCircuits = Caffeine.newBuilder()
            .maximumSize(MAX_SESSION_CIRCUITS)
            .expireAfterAccess(SESSION_CIRCUIT_LIFETIME)
            .build();

    EngineGuard(String entry, EngineEntry engine, EngineMetrics metrics, LongSupplier nanoTime) {
        this.entry = entry;
        this.engine = engine;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        this.circuit = new Circuit(entry, nanoTime);
        this.outcomes = new RecentOutcomes(nanoTime);
        this.shares = new FairShare(engine.maxConcurrentCalls());
        this.bulkhead = Bulkhead.of(
                entry,
                BulkheadConfig.custom()
                        .maxConcurrentCalls(engine.maxConcurrentCalls())
                        .maxWaitDuration(Duration.ZERO)
                        .build());
        circuit.breaker().getEventPublisher().onStateTransition(this::onStateTransition);
        metrics.watch(entry, circuit.breaker(), bulkhead, health);
    }

    EngineEntry engine() {
        return engine;
    }

    String circuitState() {
        return circuit.breaker().getState().name().toLowerCase(Locale.ROOT);
    }

    EngineHealth health() {
        return health;
    }

    /**
     * Admits one request.
     *
     * @throws UnavailableException 503, if a circuit admits no new call, or too many requests are in flight
     */
    Permit enter(EngineRequest request) {
        ActiveCall call = request.call();
        Object session = Objects.requireNonNullElse(request.session(), "");
        Circuit own = sessionCircuits.get(session, key -> new Circuit(entry, nanoTime));
        String organization = call.organization();
        boolean isFirst = !call.isAdmittedBy(entry);
        if (isFirst) {
            enterCircuits(own, organization);
        }
        boolean isProbe = isFirst && isProbe(organization);
        if (!(isProbe ? shares.tryTakeFirst(organization) : shares.tryTake(organization))) {
            if (isFirst) {
                leaveCircuits(own);
            }
            if (isProbe && shares.has(organization)) {
                throw circuitRefuses();
            }
            metrics.rejected(entry, Rejection.BULKHEAD);
            throw UnavailableException.engine("too many calls to the session's engine are in flight");
        }
        // Only for its meters: it has as many places as the shares, so it never refuses.
        bulkhead.acquirePermission();
        call.admittedBy(entry);
        return new Permit(session, organization, own, own.period());
    }

    private void enterCircuits(Circuit own, String organization) {
        if ((isProbe(organization) && shares.has(organization)) || !circuit.tryEnter()) {
            throw circuitRefuses();
        }
        if (!own.tryEnter()) {
            circuit.leave();
            metrics.rejected(entry, Rejection.SESSION);
            throw new CircuitOpenException(
                    "the session keeps failing at its engine; the gateway will ask for it again soon",
                    own.secondsToHalfOpen());
        }
    }

    private CircuitOpenException circuitRefuses() {
        metrics.rejected(entry, Rejection.CIRCUIT);
        return new CircuitOpenException(
                "the session's engine keeps failing; the gateway will call it again soon", circuit.secondsToHalfOpen());
    }

    /** Such a call must be its organisation's only one: a failing session must not take all that a half-open circuit admits. */
    private boolean isProbe(String organization) {
        return circuit.isHalfOpen() && organization != null;
    }

    private void leaveCircuits(Circuit own) {
        circuit.leave();
        own.leave();
    }

    private void onStateTransition(CircuitBreakerOnStateTransitionEvent event) {
        State from = event.getStateTransition().getFromState();
        State to = event.getStateTransition().getToState();
        if (to == State.OPEN && from == State.CLOSED) {
            LOG.warn(
                    "engine={} keeps failing: its circuit is open; the gateway calls it again every {} s",
                    entry,
                    Circuit.OPEN_DURATION.toSeconds());
        } else if (to == State.CLOSED) {
            outcomes.clear();
            LOG.info("engine={} responds again: its circuit is closed", entry);
        }
    }

    /** A request in flight. Its owner ends it once. */
    final class Permit {
        private final Object session;
        private final String organization;
        private final Circuit own;
        private final Object ownPeriod;
        private final Object period = circuit.period();
        private final long startedAt = nanoTime.getAsLong();

        private Permit(Object session, String organization, Circuit own, Object ownPeriod) {
            this.session = session;
            this.organization = organization;
            this.own = own;
            this.ownPeriod = ownPeriod;
        }

        /** @param failure what the route threw, a time-out or an unavailable engine; null if the engine responded */
        void end(Throwable failure) {
            bulkhead.onComplete();
            shares.release(organization);
            Throwable counted = failure != null && EngineFailures.isEngineFailure(failure) ? failure : null;
            if (counted != null) {
                health.failed(EngineFailures.of(counted).code());
            } else {
                health.responded();
            }
            long nanos = nanoTime.getAsLong() - startedAt;
            if (own.isIn(ownPeriod)) {
                own.record(nanos, counted);
            }
            if (circuit.isIn(period)) {
                recordForEngine(nanos, counted);
            }
        }

        private void recordForEngine(long nanos, Throwable failure) {
            if (circuit.isHalfOpen() && failure == null) {
                // One response proves that the engine is up.
                circuit.close();
            } else if (!circuit.isClosed()) {
                circuit.record(nanos, failure);
            } else if (outcomes.add(session, organization, failure != null)) {
                circuit.open();
            }
        }
    }
}
