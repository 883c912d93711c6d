package io.wagateway.event;

import io.wagateway.event.delivery.DeliveryState;
import io.wagateway.event.log.LoggedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads the event log in the order of positions. */
@Repository
class EventReader {
    /** Positions follow the events' times, except for the difference of the nodes' clocks and the time of a commit. */
    private static final long CLOCK_TOLERANCE = Duration.ofMinutes(2).toMillis();

    /**
     * A batch from the front of the log.
     *
     * @param removable positions of events that are not needed any more
     * @param last the last position that was read
     * @param more whether later events may be removable, too
     */
    record Old(List<Long> removable, long last, boolean more) {}

    private final JdbcClient jdbc;

    EventReader(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Part of a page: the events of one group, of one session, or all. */
    private record Part(String select, List<Object> parameters) {}

    /** A page of an organisation's events after a position, oldest first. */
    List<LoggedEvent> list(EventFilter filter, long after, int limit) {
        if (filter.isEmpty()) {
            return List.of();
        }
        Map<String, Object> bounds = new LinkedHashMap<>();
        bounds.put("organization_id = ?", filter.organization());
        bounds.put("position > ?", Math.max(after, before(filter)));
        bounds.put("position < ?", behind(filter));
        bounds.put("event = ?", filter.event());
        bounds.put("created_at >= ?", filter.since());
        bounds.put("created_at < ?", filter.until());
        bounds.values().removeIf(Objects::isNull);
        List<Part> parts = parts(filter, bounds, limit);
        if (parts.size() == 1) {
            return jdbc.sql(parts.get(0).select().formatted(LoggedEvent.COLUMNS))
                    .params(parts.get(0).parameters())
                    .query(LoggedEvent::row)
                    .list();
        }
        return at(firstOf(parts, limit));
    }

    /** One for each name, so that each reads along an index: names in a list would make the database read the whole log. */
    private static List<Part> parts(EventFilter filter, Map<String, Object> bounds, int limit) {
        if (filter.groups() != null) {
            return filter.groups().stream()
                    .map(group -> part("group_jid", group, filter.sessions(), bounds, limit))
                    .toList();
        }
        if (filter.sessions() != null) {
            return filter.sessions().stream()
                    .map(session -> part("session_id", session, null, bounds, limit))
                    .toList();
        }
        return List.of(part(filter.event() == null ? null : "event", null, null, bounds, limit));
    }

    /**
     * Sorted by all columns of the index, so that every database uses its order: H2 would else read and sort all rows.
     *
     * @param column that the index has between the organisation and the position; null: none
     * @param name in that column; null: the bounds have it
     */
    private static Part part(String column, String name, Set<String> sessions, Map<String, Object> bounds, int limit) {
        List<String> conditions = new ArrayList<>();
        List<Object> parameters = new ArrayList<>();
        bounds.forEach((condition, value) -> {
            conditions.add("e." + condition);
            parameters.add(value);
        });
        if (name != null) {
            conditions.add("e." + column + " = ?");
            parameters.add(name);
        }
        if (sessions != null) {
            conditions.add("e.session_id in (" + String.join(", ", Collections.nCopies(sessions.size(), "?")) + ")");
            parameters.addAll(sessions);
        }
        parameters.add(limit);
        return new Part(
                "select %s from events e where " + String.join(" and ", conditions) + " order by e.organization_id, "
                        + (column == null ? "" : "e." + column + ", ") + "e.position fetch first ? rows only",
                parameters);
    }

    /** Positions alone, as all parts together may have a hundred times as many rows as the page. */
    private List<Long> firstOf(List<Part> parts, int limit) {
        return jdbc.sql("select position from ("
                        + parts.stream()
                                .map(part -> "(" + part.select().formatted("e.position") + ")")
                                .collect(Collectors.joining(" union all "))
                        + ") found order by position fetch first ? rows only")
                .params(parts.stream()
                        .flatMap(part -> part.parameters().stream())
                        .toList())
                .param(limit)
                .query(Long.class)
                .list();
    }

    private List<LoggedEvent> at(List<Long> positions) {
        return positions.isEmpty()
                ? List.of()
                : jdbc.sql("select " + LoggedEvent.COLUMNS
                                + " from events e where e.position in (:positions) order by e.position")
                        .param("positions", positions)
                        .query(LoggedEvent::row)
                        .list();
    }

    /**
     * A position before all events that are as new as the filter wants; 0 if there is none. Without it, a query for the last
     * hour would read years of earlier events.
     */
    private long before(EventFilter filter) {
        return filter.since() == null
                ? 0
                : edge(filter, "< ? order by organization_id desc, created_at desc", filter.since() - CLOCK_TOLERANCE)
                        .orElse(0L);
    }

    /** A position behind all events that are as old as the filter wants; null if there is none. */
    private Long behind(EventFilter filter) {
        return filter.until() == null
                ? null
                : edge(filter, ">= ? order by organization_id, created_at", filter.until() + CLOCK_TOLERANCE)
                        .orElse(null);
    }

    private Optional<Long> edge(EventFilter filter, String condition, long time) {
        return jdbc.sql("select position from events where organization_id = ? and position is not null and created_at "
                        + condition + " fetch first 1 rows only")
                .params(filter.organization(), time)
                .query(Long.class)
                .optional();
    }

    /** The events of all organisations after a position. */
    List<LoggedEvent> after(long position, int limit) {
        return jdbc.sql("select " + LoggedEvent.COLUMNS
                        + " from events e where e.position > ? order by e.position fetch first ? rows only")
                .params(position, limit)
                .query(LoggedEvent::row)
                .list();
    }

    /** The position that was assigned last; 0 if there is none. */
    long last() {
        return jdbc.sql("select last from event_positions where id = 1")
                .query(Long.class)
                .single();
    }

    /** An organisation's event; empty if the log does not have it. */
    Optional<LoggedEvent> find(String organization, String id) {
        return jdbc.sql("select " + LoggedEvent.COLUMNS
                        + " from events e where e.organization_id = ? and e.id = ? and e.position is not null")
                .params(organization, id)
                .query(LoggedEvent::row)
                .optional();
    }

    /**
     * Finds events that are older than a time and have no pending delivery, nor will get one.
     *
     * @param time epoch milliseconds
     * @param after the last position of the batch before
     */
    Old old(long time, long after, int most) {
        List<Long> removable = new ArrayList<>();
        long[] seen = {after, 0};
        jdbc.sql("select e.position, e.created_at, (select count(*) from deliveries d where d.event_id = e.id"
                        + " and d.state = " + DeliveryState.PENDING.literal()
                        + ") + (select count(*) from webhook_cursors c where c.organization_id = e.organization_id"
                        + " and c.position < e.position) as pending from events e where e.position > ?"
                        + " order by e.position fetch first ? rows only")
                .params(after, most)
                .query(row -> {
                    if (row.getLong("created_at") < time) {
                        seen[0] = row.getLong("position");
                        seen[1]++;
                        if (row.getLong("pending") == 0) {
                            removable.add(seen[0]);
                        }
                    }
                });
        return new Old(removable, seen[0], seen[1] == most);
    }

    /** Removes the events and their deliveries. */
    void remove(List<Long> positions) {
        jdbc.sql("delete from deliveries where event_id in (select id from events where position in (:old))")
                .param("old", positions)
                .update();
        jdbc.sql("delete from events where position in (:old)")
                .param("old", positions)
                .update();
    }
}
