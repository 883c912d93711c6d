package io.wagateway.event.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wagateway.database.DatabaseClock;
import java.sql.PreparedStatement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Appends events to the log, in the caller's transaction. Of refusals that are repeated it gets only some. */
@Repository
public class EventLog implements DisposableBean {
    private static final String CHANGES = Stream.of(
                    EventName.PROMOTED,
                    EventName.DEMOTED,
                    EventName.ADDED,
                    EventName.REMOVED,
                    EventName.CREATED,
                    EventName.JOINED,
                    EventName.LEFT,
                    EventName.UPDATED)
            .map(name -> "'" + name.wireName() + "'")
            .collect(Collectors.joining(", "));

    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String INSERT = "insert into events (position, id, event, organization_id, session_id,"
            + " group_jid, created_at, payload) values (?, ?, ?, ?, ?, ?, ?, ?)";
    private static final int MAX_PAYLOAD = 8_192;

    /** Within a transaction, PostgreSQL would else send all rows at once. */
    private static final int ROWS_PER_FETCH = 500;

    private static final int[] INSERT_TYPES = {
        Types.BIGINT,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.BIGINT,
        Types.VARCHAR
    };

    private final JdbcTemplate jdbc;
    private final TransactionOperations transaction;
    private final DatabaseClock clock;
    private final RepeatedRefusals refusals;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    public EventLog(JdbcTemplate jdbc, TransactionOperations transaction, DatabaseClock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
        this.refusals = new RepeatedRefusals(jdbc);
    }

    /** Called on the committing thread after each commit that left events without positions: must return at once. */
    public void onCommit(Runnable listener) {
        listeners.add(listener);
    }

    /**
     * Keeps the order given. The events happen now. An open transaction commits them with its other writes. A refusal that
     * the log has had within the last minute is only counted, see {@link #appendRepeats}.
     */
    public void append(Collection<Event> events) {
        if (!events.isEmpty()) {
            long now = clock.getAsLong();
            append(refusals.admit(events, now), now);
        }
    }

    /**
     * As {@link #append(Collection)}, in an open transaction that holds the positions: the events get the next ones.
     *
     * @param last the position before theirs
     * @return what the log got
     */
    List<LoggedEvent> append(Collection<Event> events, long last) {
        long now = clock.getAsLong();
        RepeatedRefusals.Admission admission = refusals.admit(events, now);
        settleOnCompletion(admission, () -> {});
        List<LoggedEvent> positioned = new ArrayList<>();
        for (Event event : admission.events()) {
            positioned.add(LoggedEvent.of(event, now).at(last + positioned.size() + 1));
        }
        write(positioned, admission, now);
        return positioned;
    }

    /**
     * Appends an event for each kind of refusal that was repeated in the minute that has ended: its {@code payload.repeats}
     * says how often. To be called every few seconds.
     */
    public void appendRepeats() {
        long now = clock.getAsLong();
        append(refusals.end(now), now);
        refusals.removeOld(now);
    }

    private void append(RepeatedRefusals.Admission admission, long now) {
        if (admission.events().isEmpty() && !TransactionSynchronizationManager.isSynchronizationActive()) {
            // Repetitions only: there is nothing to write.
            refusals.commit(admission);
            return;
        }
        try {
            transaction.executeWithoutResult(status -> {
                settleOnCompletion(admission, () -> {
                    if (!admission.events().isEmpty()) {
                        listeners.forEach(Runnable::run);
                    }
                });
                List<LoggedEvent> events = admission.events().stream()
                        .map(event -> LoggedEvent.of(event, now))
                        .toList();
                write(events, admission, now);
            });
        } catch (CannotCreateTransactionException e) {
            refusals.rollBack(admission);
            throw e;
        }
    }

    /** Before anything of it can fail. */
    private void settleOnCompletion(RepeatedRefusals.Admission admission, Runnable onCommit) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCompletion(int status) {
                if (status == STATUS_COMMITTED) {
                    refusals.commit(admission);
                    onCommit.run();
                } else {
                    refusals.rollBack(admission);
                }
            }
        });
    }

    private void write(List<LoggedEvent> events, RepeatedRefusals.Admission admission, long now) {
        if (!events.isEmpty()) {
            jdbc.batchUpdate(INSERT, events.stream().map(EventLog::row).toList(), INSERT_TYPES);
        }
        refusals.write(admission, now);
    }

    private static Object[] row(LoggedEvent event) {
        return new Object[] {
            event.position() == 0 ? null : event.position(),
            event.id(),
            event.event(),
            event.organization(),
            event.session(),
            event.groupJid(),
            event.timestamp(),
            event.payload()
        };
    }

    /** The number of the latest event, 0 if there is none. A group's later events have higher ones. */
    public long lastNumber() {
        Long last = jdbc.queryForObject("select coalesce(max(number), 0) from events", Long.class);
        return last == null ? 0 : last;
    }

    /**
     * Reads the group's events of one name that have higher numbers, in their order.
     *
     * @param number of an event, see {@link #lastNumber}
     * @param reader receives the session and the payload of each
     */
    public void readAfter(
            long number,
            String organization,
            String groupJid,
            EventName name,
            BiConsumer<String, Map<String, Object>> reader) {
        jdbc.query(
                connection -> {
                    PreparedStatement query = connection.prepareStatement(
                            "select session_id, payload from events"
                                    + " where organization_id = ? and group_jid = ? and event = ? and number > ? order by number");
                    query.setFetchSize(ROWS_PER_FETCH);
                    query.setString(1, organization);
                    query.setString(2, groupJid);
                    query.setString(3, name.wireName());
                    query.setLong(4, number);
                    return query;
                },
                (RowCallbackHandler)
                        row -> reader.accept(row.getString("session_id"), payload(row.getString("payload"))));
    }

    /**
     * The group's latest events of changes since a time, of all sessions of an organisation, in their order.
     *
     * @param since epoch milliseconds of the database
     * @param limit how many at most
     */
    public List<Recorded> recent(String organization, String groupJid, long since, int limit) {
        List<Recorded> latestFirst = jdbc.query(
                "select session_id, event, created_at, payload from events where organization_id = ? and group_jid = ?"
                        + " and created_at >= ? and event in (" + CHANGES + ") order by number desc fetch first "
                        + limit + " rows only",
                (row, number) -> new Recorded(
                        row.getString("session_id"),
                        EventName.of(row.getString("event")).orElse(EventName.UNKNOWN),
                        row.getLong("created_at"),
                        payload(row.getString("payload"))),
                organization,
                groupJid,
                since);
        Collections.reverse(latestFirst);
        return latestFirst;
    }

    /**
     * An event that the log has.
     *
     * @param createdAt epoch milliseconds of the database
     */
    public record Recorded(String session, EventName name, long createdAt, Map<String, Object> payload) {
        /** Whether a read of WhatsApp showed it, and no call made it. */
        public boolean isObserved() {
            return Boolean.TRUE.equals(payload.get(Event.OBSERVED));
        }
    }

    private static Map<String, Object> payload(String json) {
        try {
            return JSON.readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the log holds only JSON objects", e);
        }
    }

    /** As {@link #append}, but skips events whose payload the log already has, character for character. */
    public void appendMissing(Collection<Event> events) {
        append(events.stream().filter(event -> !isLogged(event)).toList());
    }

    private boolean isLogged(Event event) {
        Long found = jdbc.queryForObject(
                "select count(*) from events where organization_id = ? and session_id = ? and group_jid = ?"
                        + " and event = ? and payload = ?",
                Long.class,
                event.organization(),
                event.session(),
                event.groupJid(),
                event.name().wireName(),
                json(event));
        return found != null && found > 0;
    }

    /** What this node has counted would else be lost. */
    @Override
    public void destroy() {
        try {
            append(refusals.endAll(), clock.getAsLong());
        } catch (DataAccessException | TransactionException e) {
            LOG.info(
                    "Repeated refusals of the last minute are not told: {}",
                    e.getClass().getName());
        }
    }

    /** Shortens the texts if the JSON is too long for its column. */
    static String json(Event event) {
        try {
            String json = JSON.writeValueAsString(event.payload());
            for (int longest = MAX_PAYLOAD; json.length() > MAX_PAYLOAD; longest /= 2) {
                json = JSON.writeValueAsString(cut(event.payload(), longest));
            }
            return json;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the payload cannot be written as JSON", e);
        }
    }

    private static Map<String, Object> cut(Map<String, Object> payload, int longest) {
        Map<String, Object> shorter = new LinkedHashMap<>(payload);
        shorter.replaceAll(
                (key, value) -> value instanceof String text && text.length() > longest ? head(text, longest) : value);
        return shorter;
    }

    /** Never ends in half a surrogate pair, which no database can store. */
    private static String head(String text, int longest) {
        boolean inPair = longest > 0 && Character.isHighSurrogate(text.charAt(longest - 1));
        return text.substring(0, inPair ? longest - 1 : longest);
    }
}
