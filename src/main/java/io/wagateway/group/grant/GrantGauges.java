package io.wagateway.group.grant;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.wagateway.database.DatabaseTimer;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * {@code gateway.grants}, those that are active, and {@code gateway.grants.due}, those of them whose time is over. They
 * describe the whole database, so every node reports the same. A timer counts once a minute; NaN before the first time and
 * while the database is unavailable.
 */
final class GrantGauges implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GrantGauges.class);
    private static final Duration DELAY = Duration.ofSeconds(10);
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private record Counts(double active, double due) {
        static final Counts UNKNOWN = new Counts(Double.NaN, Double.NaN);
    }

    private final JdbcClient jdbc;
    private final LongSupplier clock;
    private final DatabaseTimer timer = new DatabaseTimer("grant-gauges", LOG, "Grants are not counted");
    private volatile Counts counts = Counts.UNKNOWN;

    /** @param clock the database's time */
    GrantGauges(JdbcClient jdbc, MeterRegistry registry, LongSupplier clock) {
        this.jdbc = jdbc;
        this.clock = clock;
        Gauge.builder("gateway.grants", () -> counts.active())
                .description("Members who have rights for a time")
                .register(registry);
        Gauge.builder("gateway.grants.due", () -> counts.due())
                .description("Members whose time is over, and whom the gateway has still to demote")
                .register(registry);
        timer.start(DELAY, INTERVAL, this::count, () -> counts = Counts.UNKNOWN);
    }

    void count() {
        counts = jdbc.sql("select count(*) as active, count(case when ends_at <= ? then 1 end) as due"
                        + " from member_grants where state = " + GrantState.ACTIVE.literal())
                .param(clock.getAsLong())
                .query((row, number) -> new Counts(row.getDouble("active"), row.getDouble("due")))
                .single();
    }

    @Override
    public void close() {
        timer.close();
    }
}
