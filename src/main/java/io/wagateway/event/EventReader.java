package io.wagateway.event;

import io.wagateway.event.delivery.DeliveryState;
import io.wagateway.event.log.LoggedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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

    /** A page of an organisation's events after a position, oldest first. */
    List<LoggedEvent> list(EventFilter filter, long after, int limit) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("organization_id = :p", filter.organization());
        parameters.put("position > :p", Math.max(after, before(filter)));
        parameters.put("position < :p", behind(filter));
        parameters.put("session_id = :p", filter.session());
        parameters.put("group_jid = :p", filter.group());
        parameters.put("event = :p", filter.event());
        parameters.put("created_at >= :p", filter.since());
        parameters.put("created_at < :p", filter.until());
        parameters.values().removeIf(Objects::isNull);
        String where = parameters.keySet().stream()
                .map(condition -> "e." + condition.replace(":p", "?"))
                .collect(Collectors.joining(" and "));
        return jdbc.sql("select " + LoggedEvent.COLUMNS + " from events e where " + where + " order by " + order(filter)
                        + " fetch first ? rows only")
                .params(List.copyOf(parameters.values()))
                .param(limit)
                .query(LoggedEvent::row)
                .list();
    }

    /** All columns of the index, so that every database uses its order: H2 would else read and sort all rows. */
    private static String order(EventFilter filter) {
        String narrowed = filter.group() != null
                ? "e.group_jid, "
                : filter.session() != null ? "e.session_id, " : filter.event() != null ? "e.event, " : "";
        return "e.organization_id, " + narrowed + "e.position";
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

    /** The position of an organisation's event; empty if the log does not have it. */
    Optional<Long> position(String organization, String id) {
        return jdbc.sql("select position from events where organization_id = ? and id = ? and position is not null")
                .params(organization, id)
                .query(Long.class)
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
