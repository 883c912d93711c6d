package io.wagateway.event.log;

import io.wagateway.TestDatabase;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** The log of a test's database, whose events are numbered when the test says so. */
public final class TestLog {
    private final EventLog log;
    private final Numbering numbering;

    public TestLog(TestDatabase database, Outlets outlets) {
        JdbcTemplate batches = new JdbcTemplate(database.source());
        this.log = new EventLog(batches);
        this.numbering = new Numbering(
                database.jdbc(), batches, database.transaction(), List.of(outlets), System::currentTimeMillis);
    }

    public EventLog log() {
        return log;
    }

    public void number() {
        numbering.number(10_000);
    }
}
