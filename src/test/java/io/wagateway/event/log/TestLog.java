package io.wagateway.event.log;

import io.wagateway.TestDatabase;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** The log of a test's database; the test decides when its events get their positions. */
public final class TestLog {
    private final EventLog log;
    private final PositionAssigner positions;

    public TestLog(TestDatabase database, EventDestinations destinations) {
        JdbcTemplate batches = new JdbcTemplate(database.source());
        this.log = new EventLog(batches, database.transaction(), database.clock());
        this.positions = new PositionAssigner(
                database.jdbc(), batches, database.transaction(), List.of(destinations), System::currentTimeMillis);
    }

    public EventLog log() {
        return log;
    }

    public void sequence() {
        positions.assign(10_000);
    }
}
