package io.wagateway.database;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * How much the database holds of what grows: {@code gateway.events.stored}, {@code gateway.intents}, {@code
 * gateway.sessions} by status, and {@code gateway.database.bytes}. They describe the whole database, so every node reports
 * the same, and none names a tenant. A timer counts once a minute; NaN while the database is unavailable.
 */
final class SizeGauges implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SizeGauges.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    /**
     * Positions have no gaps, and the oldest events are deleted first, except those with a pending delivery. To count the
     * rows would read them all.
     */
    private static final String EVENTS = "select coalesce(max(position) - min(position) + 1, 0) from events";

    private static final String INTENTS = "select count(*) from event_intents";
    private static final String H2_BYTES =
            "select setting_value from information_schema.settings where setting_name = 'info.FILE_SIZE'";
    private static final String POSTGRESQL_BYTES = "select pg_database_size(current_database())";

    private record Sizes(double events, double intents, double bytes) {
        static final Sizes UNKNOWN = new Sizes(Double.NaN, Double.NaN, Double.NaN);
    }

    private final JdbcTemplate jdbc;
    private final MultiGauge sessions;
    private final DatabaseTimer timer = new DatabaseTimer("size-gauges", LOG, "What the database holds is not counted");
    private volatile Sizes sizes = Sizes.UNKNOWN;

    SizeGauges(JdbcTemplate jdbc, MeterRegistry registry) {
        this.jdbc = jdbc;
        Gauge.builder("gateway.events.stored", () -> sizes.events())
                .description("Events in the log, at most: some of the oldest may be gone")
                .register(registry);
        Gauge.builder("gateway.intents", () -> sizes.intents())
                .description("Changes that are under way, or whose outcome the gateway has still to find out")
                .register(registry);
        Gauge.builder("gateway.database.bytes", () -> sizes.bytes())
                .description("The size of the database")
                .baseUnit("bytes")
                .register(registry);
        this.sessions = MultiGauge.builder("gateway.sessions")
                .description("Sessions by their last known status")
                .register(registry);
        timer.start(Duration.ZERO, INTERVAL, this::countAll, this::forget);
    }

    private void forget() {
        sizes = Sizes.UNKNOWN;
        sessions.register(List.of(), true);
    }

    void countAll() {
        boolean isPostgresql = jdbc.execute((ConnectionCallback<Boolean>)
                connection -> connection.getMetaData().getDatabaseProductName().equals("PostgreSQL"));
        sizes = new Sizes(number(EVENTS), number(INTENTS), number(isPostgresql ? POSTGRESQL_BYTES : H2_BYTES));
        List<MultiGauge.Row<?>> rows = jdbc.query(
                "select status, count(*) as number from sessions where deleted_at is null group by status",
                (row, number) -> MultiGauge.Row.of(Tags.of("status", row.getString("status")), row.getLong("number")));
        sessions.register(rows, true);
    }

    /** NaN if there is no row: an H2 database in memory has no file. */
    private double number(String query) {
        return jdbc.queryForList(query, Double.class).stream().findFirst().orElse(Double.NaN);
    }

    @Override
    public void close() {
        timer.close();
    }
}
