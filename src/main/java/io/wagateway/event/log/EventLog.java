package io.wagateway.event.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Types;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Writes events, in the transaction of whoever calls. */
@Repository
public class EventLog {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String INSERT = "insert into events (id, event, organization_id, session_id, group_jid,"
            + " created_at, payload) values (?, ?, ?, ?, ?, ?, ?)";
    private static final int[] TYPES = {
        Types.VARCHAR, Types.VARCHAR, Types.VARCHAR, Types.VARCHAR, Types.VARCHAR, Types.BIGINT, Types.VARCHAR
    };

    private final JdbcTemplate jdbc;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    EventLog(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Called on the committing thread after each commit that brought events in: must do next to nothing. */
    public void onCommit(Runnable listener) {
        listeners.add(listener);
    }

    /** In the order given. An open transaction commits them together with what else it writes. */
    public void append(Collection<Event> events) {
        if (events.isEmpty()) {
            return;
        }
        jdbc.batchUpdate(
                INSERT,
                events.stream()
                        .map(event -> new Object[] {
                            event.id(),
                            event.name().wireName(),
                            event.organization(),
                            event.session(),
                            event.groupJid(),
                            event.at(),
                            json(event)
                        })
                        .toList(),
                TYPES);
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    committed();
                }
            });
        } else {
            committed();
        }
    }

    private void committed() {
        listeners.forEach(Runnable::run);
    }

    private static String json(Event event) {
        try {
            return JSON.writeValueAsString(event.payload());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a payload that is no JSON", e);
        }
    }
}
