package io.wagateway.event.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The real log with the real numbering, for tests of what stands behind it. */
public final class SequencedLog {
    private final EventLog log;
    private final PositionAssigner numbering;

    public SequencedLog(DataSource database, EventDestinations destinations) {
        JdbcTemplate batches = new JdbcTemplate(database);
        this.log = new EventLog(batches);
        this.numbering = new PositionAssigner(
                JdbcClient.create(database),
                batches,
                new TransactionTemplate(new JdbcTransactionManager(database)),
                List.of(destinations),
                System::currentTimeMillis);
    }

    /** One promotion in each of these groups, in that order, numbered. */
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
        int numbered;
        do {
            numbered = numbering.number(500);
        } while (numbered > 0);
        return events.stream().map(Event::id).toList();
    }
}
