package io.wagateway.database;

import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The database's time, for everything that one node writes and another compares. This node's own clock does not matter:
 * the gateway measures the database's time at the start and every ten seconds, and counts from there by {@link
 * System#nanoTime()}. To read it sends no query. It never goes back: if the database's clock is set back, this one runs
 * at half speed until both agree.
 */
public final class DatabaseClock implements LongSupplier {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseClock.class);
    private static final long RENEWAL = TimeUnit.SECONDS.toNanos(10);
    private static final int FIRST_QUERIES = 3;

    /** Seconds between this node's clock and the database's that are worth a warning. */
    private static final double WARNED_SKEW = 1;

    /** The warning is over below this, so that a skew near the limit does not repeat it. */
    private static final double HARMLESS_SKEW = 0.5;

    /**
     * What this clock shows from a moment on. All are nanoseconds.
     *
     * @param from a {@link System#nanoTime()}
     * @param actual the database's time then, since 1970
     * @param shown what this clock showed then, since 1970
     */
    private record Course(long from, long actual, long shown) {
        long actualAt(long nanoTime) {
            return actual + nanoTime - from;
        }

        long shownAt(long nanoTime) {
            return Math.max(actualAt(nanoTime), shown + (nanoTime - from) / 2);
        }
    }

    private final Supplier<TimeQuery.Measurement> query;
    private final LongSupplier nanoTime;
    private final LongSupplier wallClock;
    private final AtomicLong latest = new AtomicLong();
    private TimeQuery.Measurement measured;
    private volatile Course course;
    private boolean warned;

    /**
     * Measures the database's time.
     *
     * @param nanoTime {@link System#nanoTime()}, or a test's
     * @param wallClock the clock of this node, epoch milliseconds
     * @throws DataAccessException if the database is unavailable
     */
    public DatabaseClock(JdbcTemplate jdbc, LongSupplier nanoTime, LongSupplier wallClock) {
        this(new TimeQuery(jdbc, nanoTime)::measure, nanoTime, wallClock);
    }

    DatabaseClock(Supplier<TimeQuery.Measurement> query, LongSupplier nanoTime, LongSupplier wallClock) {
        this.query = query;
        this.nanoTime = nanoTime;
        this.wallClock = wallClock;
        // The first query of a connection is slow, so that its answer says little.
        this.measured = Stream.generate(query)
                .limit(FIRST_QUERIES)
                .min(Comparator.comparing(TimeQuery.Measurement::roundTrip))
                .orElseThrow();
        long now = nanoTime.getAsLong();
        this.course = new Course(now, measured.timeAt(now), measured.timeAt(now));
        checkSkew();
    }

    /** Epoch milliseconds. */
    @Override
    public long getAsLong() {
        long now = TimeUnit.NANOSECONDS.toMillis(course.shownAt(nanoTime.getAsLong()));
        // Another thread may read a moment before a renewal and use it a moment after.
        return now <= latest.get() ? latest.get() : latest.accumulateAndGet(now, Math::max);
    }

    /**
     * Measures the database's time again if that is due; call it every second or so, and never in a transaction, as the
     * database's time stands still there.
     *
     * @throws DataAccessException if the database is unavailable; the clock goes on without it
     */
    public synchronized void renew() {
        if (nanoTime.getAsLong() - measured.receivedAt() < RENEWAL) {
            return;
        }
        TimeQuery.Measurement next = query.get();
        long now = nanoTime.getAsLong();
        // A query that took long says little of the time. The next call tries again.
        if (next.errorAt(now) <= measured.errorAt(now)) {
            measured = next;
            course = new Course(now, next.timeAt(now), course.shownAt(now));
            checkSkew();
        }
    }

    /** How far the database's clock is ahead of this node's, in seconds; negative if it is behind. */
    public double skew() {
        long actual = TimeUnit.NANOSECONDS.toMillis(course.actualAt(nanoTime.getAsLong()));
        return (actual - wallClock.getAsLong()) / 1_000.0;
    }

    private void checkSkew() {
        double skew = skew();
        if (Math.abs(skew) > WARNED_SKEW && !warned) {
            warned = true;
            LOG.warn(
                    "The clock of this node is {} s {} the database's. The gateway goes by the latter; synchronise both",
                    String.format(Locale.ROOT, "%.1f", Math.abs(skew)),
                    skew > 0 ? "behind" : "ahead of");
        } else if (Math.abs(skew) < HARMLESS_SKEW && warned) {
            warned = false;
            LOG.info("The clock of this node agrees with the database's again");
        }
    }
}
