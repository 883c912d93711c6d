package io.wagateway.event.log;

import io.wagateway.database.DatabaseClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The real log with the real assigner of positions, for tests of webhooks. */
public final class SequencedLog {
    private final EventLog log;
    private final PositionAssigner positions;

    public SequencedLog(DataSource database) {
        JdbcTemplate batches = new JdbcTemplate(database);
        TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(database));
        this.log = new EventLog(
                batches, transaction, new DatabaseClock(batches, System::nanoTime, System::currentTimeMillis));
        this.positions = new PositionAssigner(
                JdbcClient.create(database), batches, transaction, List.of(), System::currentTimeMillis);
    }

    /** Appends and sequences one promotion in each of these groups, in that order, and returns the ids. */
    public List<String> promotions(String organization, String session, String... groups) {
        List<Event> events = new ArrayList<>();
        for (String group : groups) {
            events.add(Event.of(
                    EventName.PROMOTED,
                    new Origin(organization, session, "key:1", "request", "promoteGroupMember"),
                    group,
                    Map.of("memberJid", "62@s.whatsapp.net")));
        }
        log.append(events);
        while (!positions.assign(500).isEmpty()) {
            // Until all have theirs.
        }
        return events.stream().map(Event::id).toList();
    }
}
