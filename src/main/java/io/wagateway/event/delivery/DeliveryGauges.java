package io.wagateway.event.delivery;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.wagateway.database.DatabaseTimer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How far behind the deliveries are, for the broker and for all webhooks together: {@code gateway.deliveries.pending},
 * {@code .oldest.pending} in seconds, and {@code .dead}. They describe the whole database, so every node reports the same.
 * A timer counts every five seconds, however often they are read; NaN while the database is unavailable.
 */
final class DeliveryGauges implements AutoCloseable {
    /** An older name of the destination's kind, which dashboards use. */
    static final String KIND_TAG = "outlet";

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryGauges.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    /** @param oldestSeconds 0 if nothing is pending */
    private record Lag(double pending, double oldestSeconds, double dead) {
        static final Lag UNKNOWN = new Lag(Double.NaN, Double.NaN, Double.NaN);
    }

    private record Count(double number, double oldestSeconds) {
        static final Count NONE = new Count(0, 0);
    }

    private final JdbcClient jdbc;
    private final LongSupplier clock;
    private final Map<DestinationKind, Lag> lags = new ConcurrentHashMap<>();
    private final DatabaseTimer timer =
            new DatabaseTimer("delivery-gauges", LOG, "Pending and dead deliveries are not counted");

    DeliveryGauges(JdbcClient jdbc, MeterRegistry registry, LongSupplier clock) {
        this.jdbc = jdbc;
        this.clock = clock;
        for (DestinationKind kind : DestinationKind.values()) {
            gauge(registry, kind, "pending", "Deliveries that wait or are in flight", Lag::pending);
            gauge(registry, kind, "oldest.pending", "Seconds that the oldest of them waits", Lag::oldestSeconds);
            gauge(registry, kind, "dead", "Deliveries that were given up, until they are replayed", Lag::dead);
        }
        timer.start(Duration.ZERO, INTERVAL, this::countAll, lags::clear);
    }

    private void gauge(
            MeterRegistry registry,
            DestinationKind kind,
            String name,
            String description,
            ToDoubleFunction<Lag> value) {
        Gauge.builder("gateway.deliveries." + name, () -> value.applyAsDouble(lags.getOrDefault(kind, Lag.UNKNOWN)))
                .description(description)
                .tag(KIND_TAG, kind.metricName())
                .register(registry);
    }

    private void countAll() {
        lags.put(DestinationKind.BROKER, lag("destination = ?"));
        lags.put(DestinationKind.WEBHOOK, lag("destination <> ?"));
    }

    private Lag lag(String destinations) {
        long now = clock.getAsLong();
        Map<DeliveryState, Count> counts = new EnumMap<>(DeliveryState.class);
        jdbc.sql("select state, count(*) as number, min(created_at) as oldest from deliveries where state in ("
                        + DeliveryState.PENDING.literal() + ", " + DeliveryState.DEAD.literal() + ") and "
                        + destinations + " group by state")
                .param(DestinationKind.BROKER.metricName())
                .query(row -> {
                    counts.put(
                            DeliveryState.of(row.getString("state")).orElseThrow(),
                            new Count(row.getLong("number"), (now - row.getLong("oldest")) / 1_000.0));
                });
        Count pending = counts.getOrDefault(DeliveryState.PENDING, Count.NONE);
        Count dead = counts.getOrDefault(DeliveryState.DEAD, Count.NONE);
        return new Lag(pending.number(), Math.max(0, pending.oldestSeconds()), dead.number());
    }

    @Override
    public void close() {
        timer.close();
    }
}
