package io.wagateway.event.log;

import io.wagateway.TestDatabase;
import io.wagateway.database.DatabaseClock;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** The log of a test's database; the test decides when its events get their positions. */
public final class TestLog {
    private final EventLog log;
    private final PositionAssigner positions;
    private final EventSequencer sequencer;

    public TestLog(TestDatabase database, EventDestinations destinations) {
        this(database, destinations, database.clock());
    }

    public TestLog(TestDatabase database, EventDestinations destinations, DatabaseClock clock) {
        JdbcTemplate batches = new JdbcTemplate(database.source());
        this.log = new EventLog(batches, database.transaction(), clock);
        this.positions = new PositionAssigner(
                database.jdbc(), batches, database.transaction(), List.of(destinations), System::currentTimeMillis);
        this.sequencer = new EventSequencer(log, positions);
    }

    /** Its thread does not run. */
    public EventSequencer sequencer() {
        return sequencer;
    }

    public EventLog log() {
        return log;
    }

    public void sequence() {
        positions.assign(10_000);
    }
}
