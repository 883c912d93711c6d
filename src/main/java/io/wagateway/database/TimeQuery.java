package io.wagateway.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/** Asks the database what time it is. H2 and PostgreSQL know the same words for it; no time zone plays a part. */
final class TimeQuery {
    private static final String MICROS = "select cast(extract(epoch from current_timestamp) * 1000000 as bigint)";

    /** A computer's clock drifts by less than a thousandth of the time that it measures. */
    private static final long DRIFT = 1_000;

    /**
     * An answer of the database. All are nanoseconds.
     *
     * @param sentAt a {@link System#nanoTime()}, before the query
     * @param receivedAt a {@link System#nanoTime()}, after it
     * @param time of the database, since 1970, at some moment in between
     */
    record Measurement(long sentAt, long receivedAt, long time) {
        long roundTrip() {
            return receivedAt - sentAt;
        }

        /** The database's time at a {@link System#nanoTime()}. */
        long timeAt(long nanoTime) {
            return time + (nanoTime - sentAt) - roundTrip() / 2;
        }

        /** By how much {@link #timeAt} may be wrong. */
        long errorAt(long nanoTime) {
            return roundTrip() / 2 + (nanoTime - receivedAt) / DRIFT;
        }
    }

    private final JdbcTemplate jdbc;
    private final LongSupplier nanoTime;

    TimeQuery(JdbcTemplate jdbc, LongSupplier nanoTime) {
        this.jdbc = jdbc;
        this.nanoTime = nanoTime;
    }

    Measurement measure() {
        // On a connection that is open already: to wait for one would count as the query's.
        return jdbc.execute((ConnectionCallback<Measurement>) this::measure);
    }

    private Measurement measure(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MICROS)) {
            long sentAt = nanoTime.getAsLong();
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                long micros = row.getLong(1);
                return new Measurement(sentAt, nanoTime.getAsLong(), TimeUnit.MICROSECONDS.toNanos(micros));
            }
        }
    }
}
