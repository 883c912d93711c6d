package io.wagateway.event.relay;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * How far behind the deliveries are, for the broker and for all webhooks together: {@code gateway.deliveries.pending},
 * {@code .oldest.pending} in seconds, and {@code .dead}. Of the whole database, so the same on each node; counted every
 * five seconds, whoever asks; NaN while it cannot be counted.
 */
final class DeliveryGauges implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryGauges.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final String WEBHOOK = "webhook";

    /** @param oldestSeconds 0 where nothing is pending */
    private record Lag(double pending, double oldestSeconds, double dead) {
        static final Lag NONE = new Lag(0, 0, 0);
        static final Lag UNKNOWN = new Lag(Double.NaN, Double.NaN, Double.NaN);
    }

    private final JdbcClient jdbc;
    private final LongSupplier clock;
    private final Map<String, Lag> lags = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, new CustomizableThreadFactory("delivery-gauges-"));

    DeliveryGauges(JdbcClient jdbc, MeterRegistry registry, LongSupplier clock) {
        this.jdbc = jdbc;
        this.clock = clock;
        for (String kind : new String[] {BrokerDestination.NAME, WEBHOOK}) {
            gauge(registry, kind, "pending", "Deliveries that wait or are under way", Lag::pending);
            gauge(registry, kind, "oldest.pending", "Seconds that the oldest of them waits", Lag::oldestSeconds);
            gauge(registry, kind, "dead", "Deliveries that were given up, until they are replayed", Lag::dead);
        }
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        timer.scheduleWithFixedDelay(this::count, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void gauge(MeterRegistry registry, String kind, String name, String what, ToDoubleFunction<Lag> value) {
        Gauge.builder("gateway.deliveries." + name, () -> value.applyAsDouble(lags.getOrDefault(kind, Lag.UNKNOWN)))
                .description(what)
                .tag("outlet", kind)
                .register(registry);
    }

    void count() {
        try {
            lags.put(BrokerDestination.NAME, lag("destination = ?"));
            lags.put(WEBHOOK, lag("destination <> ?"));
        } catch (RuntimeException e) {
            // Thrown on, it would end the timer.
            if (!lags.isEmpty()) {
                LOG.warn("deliveries cannot be counted: {}", e.getClass().getName());
            }
            lags.clear();
        }
    }

    private Lag lag(String destinations) {
        long now = clock.getAsLong();
        Map<String, double[]> found = new ConcurrentHashMap<>();
        jdbc.sql("select state, count(*) as number, min(created_at) as oldest from deliveries"
                        + " where state in ('pending', 'dead') and " + destinations + " group by state")
                .param(BrokerDestination.NAME)
                .query(row -> {
                    found.put(
                            row.getString("state"),
                            new double[] {row.getLong("number"), (now - row.getLong("oldest")) / 1_000.0});
                });
        double[] none = {Lag.NONE.pending(), Lag.NONE.oldestSeconds()};
        double[] pending = found.getOrDefault("pending", none);
        return new Lag(pending[0], Math.max(0, pending[1]), found.getOrDefault("dead", none)[0]);
    }

    /** Without an interrupt, which the embedded database does not survive. */
    @Override
    public void close() {
        timer.shutdown();
    }
}
