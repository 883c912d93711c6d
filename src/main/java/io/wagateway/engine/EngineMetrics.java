package io.wagateway.engine;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.micrometer.tagged.TaggedBulkheadMetricsPublisher;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetricsPublisher;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.wagateway.error.DomainException;
import io.wagateway.error.ErrorCode;
import io.wagateway.pipeline.AsyncStep;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meters of engines: {@code gateway.engine.calls}, the requests that the gateway sent; {@code
 * gateway.engine.rejected}, those that it did not send; {@code gateway.engine.rows.skipped}, rows of responses that
 * name nobody, or no group; {@code gateway.engine.up}; and Resilience4j's own meters of
 * each circuit and bulkhead, {@code resilience4j.*}, by the entry's name.
 */
final class EngineMetrics {
    /** Why the gateway did not send a request. */
    enum Rejection {
        /** The engine's circuit is open. */
        CIRCUIT,
        /** The circuit of the session is open. */
        SESSION,
        /** Too many calls to the engine are in flight. */
        BULKHEAD,
        /** WhatsApp limits the rate of the session. */
        HOLD
    }

    private static final Logger LOG = LoggerFactory.getLogger(EngineMetrics.class);

    private final MeterRegistry registry;
    private final MeterProvider<Timer> calls;
    private final MeterProvider<Counter> rejected;
    private final MeterProvider<Counter> skippedRows;
    private final Set<String> warnedOfRows = ConcurrentHashMap.newKeySet();

    EngineMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.calls = Timer.builder("gateway.engine.calls")
                .description("Requests to engines by entry, operation and outcome (done, or the error code)")
                .withRegistry(registry);
        this.rejected = Counter.builder("gateway.engine.rejected")
                .description(
                        "Requests that were not sent to engines, by entry and reason (circuit, session, bulkhead, hold)")
                .withRegistry(registry);
        this.skippedRows = Counter.builder("gateway.engine.rows.skipped")
                .description("Rows of lists of members and groups that name nobody or no group, by entry")
                .withRegistry(registry);
    }

    void watch(String entry, CircuitBreaker circuit, Bulkhead bulkhead, EngineHealth health) {
        Gauge.builder("gateway.engine.up", health, EngineHealth::gauge)
                .description("Whether the engine responded to the last call: 1 or 0, NaN before the first one")
                .tag("engine", entry)
                .register(registry);
        new TaggedCircuitBreakerMetricsPublisher(registry).publishMetrics(circuit);
        new TaggedBulkheadMetricsPublisher(registry).publishMetrics(bulkhead);
    }

    void called(EngineRequest call, Throwable failure, long nanos) {
        String outcome = failure == null
                ? "done"
                : AsyncStep.cause(failure) instanceof DomainException domain
                        ? domain.code().code()
                        : ErrorCode.INTERNAL_ERROR.code();
        calls.withTags("engine", call.entry(), "operation", call.operation().wireName(), "outcome", outcome)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Counts the rows that the engine's mapping had to skip; the first of an entry is a warning. */
    void responded(EngineRequest call, Map<String, Object> response) {
        int rows = skipped(response);
        if (response.get("groups") instanceof List<?> groups) {
            rows += groups.stream().mapToInt(EngineMetrics::skipped).sum();
        }
        if (rows > 0) {
            skippedRows.withTags("engine", call.entry()).increment(rows);
            if (warnedOfRows.add(call.entry())) {
                LOG.warn(
                        "engine={} lists members or groups without a usable name; the gateway skips such rows and counts them in"
                                + " gateway_engine_rows_skipped_total",
                        call.entry());
            }
        }
    }

    private static int skipped(Object list) {
        return list instanceof Map<?, ?> map && map.get("skipped") instanceof Number rows ? rows.intValue() : 0;
    }

    void rejected(String entry, Rejection reason) {
        rejected.withTags("engine", entry, "reason", reason.name().toLowerCase(Locale.ROOT))
                .increment();
    }
}
