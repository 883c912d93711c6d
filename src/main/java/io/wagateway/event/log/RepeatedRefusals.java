package io.wagateway.event.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Decides which refusals get an event: the same one again within a minute gets none. The next event of its kind, or one at
 * the end of the minute, says how many were left out.
 *
 * <p>Nodes share in table {@code recent_refusals} what was told lately. How many it left out, each node counts for itself, in
 * memory: of a node that is killed, the counts of the last minute are lost.
 */
final class RepeatedRefusals {
    static final long WINDOW_MILLIS = Duration.ofMinutes(1).toMillis();
    private static final int MAX_WINDOWS = 10_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What repetitions of a refusal do not have in common. */
    private static final Set<String> OF_ONE_CALL = Set.of("requestId", "message", Event.REPEATS);

    /** What repetitions of a refusal have in common. */
    private record Kind(String organization, String session, Map<String, Object> payload) {
        static Kind of(Event refusal) {
            Map<String, Object> payload = new TreeMap<>(refusal.payload());
            payload.keySet().removeAll(OF_ONE_CALL);
            return new Kind(refusal.organization(), refusal.session(), payload);
        }

        String fingerprint() {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(JSON.writeValueAsBytes(this)));
            } catch (NoSuchAlgorithmException | JsonProcessingException e) {
                throw new IllegalStateException("every JDK has SHA-256, and a payload is JSON", e);
            }
        }
    }

    /** The time in which refusals of a kind get no event. Guarded by {@link #windows}. */
    private static final class Window {
        private final Event first;
        private long end;
        private Event last;
        private int repeats;

        Window(Event first, long end) {
            this.first = first;
            this.end = end;
        }

        void add(Event repetition, int times) {
            repeats += times;
            last = repetition;
        }

        void addRepeats(Kind kind, Map<Event, Kind> all) {
            if (repeats > 0) {
                all.put(last.again(repeats), kind);
            }
        }
    }

    /** What one call of {@link #admit} has decided; either {@link #commit} or {@link #rollBack} ends it. */
    static final class Admission {
        private final List<Event> events = new ArrayList<>();
        private final Map<Event, Kind> told = new LinkedHashMap<>();
        private final Map<Event, Kind> repeated = new LinkedHashMap<>();

        /** What the log gets. */
        List<Event> events() {
            return events;
        }

        private void tellAll(Map<Event, Kind> refusals) {
            events.addAll(refusals.keySet());
            told.putAll(refusals);
        }
    }

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;
    /** In the order in which they began. */
    private final Map<Kind, Window> windows = new LinkedHashMap<>();

    /** Of windows that had to make room. */
    private final Map<Event, Kind> overdue = new LinkedHashMap<>();

    RepeatedRefusals(JdbcTemplate jdbc) {
        this.jdbc = JdbcClient.create(jdbc);
        this.batches = jdbc;
    }

    /** @param now epoch milliseconds of the database */
    Admission admit(Collection<Event> events, long now) {
        Map<Event, Kind> refused = new LinkedHashMap<>();
        events.stream()
                .filter(event -> event.name() == EventName.DENIED)
                .forEach(event -> refused.put(event, Kind.of(event)));
        Map<String, Long> toldAt = toldAt(refused.values(), now);
        Admission admission = new Admission();
        synchronized (windows) {
            for (Event event : events) {
                Kind kind = refused.get(event);
                if (kind == null) {
                    admission.events.add(event);
                } else {
                    admitRefusal(event, kind, toldAt, now, admission);
                }
            }
        }
        return admission;
    }

    private void admitRefusal(Event event, Kind kind, Map<String, Long> toldAt, long now, Admission admission) {
        Window window = windows.get(kind);
        if (window != null && now < window.end) {
            admission.repeated.put(event, kind);
            return;
        }
        Long told = toldAt.isEmpty() ? null : toldAt.get(kind.fingerprint());
        if (told != null) {
            // By another node, or by this one before it made room for other kinds.
            if (window == null) {
                begin(kind, event, told + WINDOW_MILLIS);
            } else {
                window.end = told + WINDOW_MILLIS;
            }
            admission.repeated.put(event, kind);
            return;
        }
        Event first = window == null || window.repeats == 0 ? event : event.withRepeats(window.repeats);
        // From now on: those that come while it is being written are its repetitions.
        begin(kind, first, now + WINDOW_MILLIS);
        admission.told.put(first, kind);
        admission.events.add(first);
    }

    /** When some of these were told within the last minute, by fingerprint. */
    private Map<String, Long> toldAt(Collection<Kind> kinds, long now) {
        List<String> unknown;
        synchronized (windows) {
            unknown = kinds.stream()
                    .filter(kind -> !windows.containsKey(kind) || windows.get(kind).end <= now)
                    .map(Kind::fingerprint)
                    .toList();
        }
        Map<String, Long> toldAt = new HashMap<>();
        if (!unknown.isEmpty()) {
            jdbc.sql("select fingerprint, max(created_at) from recent_refusals"
                            + " where fingerprint in (:fingerprints) and created_at > :from group by fingerprint")
                    .param("fingerprints", unknown)
                    .param("from", now - WINDOW_MILLIS)
                    .query(row -> {
                        toldAt.put(row.getString(1), row.getLong(2));
                    });
        }
        return toldAt;
    }

    private void begin(Kind kind, Event first, long end) {
        windows.remove(kind);
        if (windows.size() >= MAX_WINDOWS) {
            Iterator<Map.Entry<Kind, Window>> eldest = windows.entrySet().iterator();
            Map.Entry<Kind, Window> ended = eldest.next();
            ended.getValue().addRepeats(ended.getKey(), overdue);
            eldest.remove();
        }
        windows.put(kind, new Window(first, end));
    }

    /** Writes which refusals are told, in the transaction that writes their events. */
    void write(Admission admission, long now) {
        if (!admission.told.isEmpty()) {
            batches.batchUpdate(
                    "insert into recent_refusals (event_id, fingerprint, created_at) values (?, ?, ?)",
                    admission.told.entrySet().stream()
                            .map(told -> new Object[] {
                                told.getKey().id(), told.getValue().fingerprint(), now
                            })
                            .toList());
        }
    }

    void commit(Admission admission) {
        synchronized (windows) {
            // If its window has ended meanwhile, the next sweep tells it.
            admission.repeated.forEach((event, kind) ->
                    windows.computeIfAbsent(kind, key -> new Window(event, 0)).add(event, 1));
        }
    }

    /** None of it was written: what was to be told is told at the next refusal of its kind, or at the next sweep. */
    void rollBack(Admission admission) {
        synchronized (windows) {
            admission.told.forEach((event, kind) -> {
                Window window = windows.computeIfAbsent(kind, key -> new Window(event, 0));
                if (window.first.equals(event)) {
                    window.end = 0;
                }
                window.add(event, event.repeats());
            });
        }
    }

    /**
     * Ends windows. Those in which refusals were left out begin again, with an event that says how many.
     *
     * @param now epoch milliseconds of the database; all end that began a minute before
     */
    Admission end(long now) {
        Admission admission = new Admission();
        synchronized (windows) {
            Map<Event, Kind> repeated = remove(window -> window.end <= now);
            repeated.forEach((event, kind) -> {
                // What had to make room may have a window again.
                if (!windows.containsKey(kind)) {
                    begin(kind, event, now + WINDOW_MILLIS);
                }
            });
            admission.tellAll(repeated);
        }
        return admission;
    }

    /** Ends all windows for good. */
    Admission endAll() {
        Admission admission = new Admission();
        synchronized (windows) {
            admission.tellAll(remove(window -> true));
        }
        return admission;
    }

    /** What they have left out, and what had to make room. */
    private Map<Event, Kind> remove(Predicate<Window> ended) {
        Map<Event, Kind> repeated = new LinkedHashMap<>(overdue);
        overdue.clear();
        windows.entrySet().removeIf(entry -> {
            boolean hasEnded = ended.test(entry.getValue());
            if (hasEnded) {
                entry.getValue().addRepeats(entry.getKey(), repeated);
            }
            return hasEnded;
        });
        return repeated;
    }

    void removeOld(long now) {
        jdbc.sql("delete from recent_refusals where created_at <= ?")
                .param(now - WINDOW_MILLIS)
                .update();
    }
}
