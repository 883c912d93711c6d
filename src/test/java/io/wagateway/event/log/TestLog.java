package io.wagateway.event.log;

import io.wagateway.TestDatabase;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** The log of a test's database, whose events are numbered when the test says so. */
public final class TestLog {
    private final EventLog log;
    private final PositionAssigner numbering;

    public TestLog(TestDatabase database, EventDestinations destinations) {
        JdbcTemplate batches = new JdbcTemplate(database.source());
        this.log = new EventLog(batches);
        this.numbering = new PositionAssigner(
                database.jdbc(), batches, database.transaction(), List.of(destinations), System::currentTimeMillis);
    }

    public EventLog log() {
        return log;
    }

    public void number() {
        numbering.number(10_000);
    }
}
