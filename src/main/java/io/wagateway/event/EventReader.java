package io.wagateway.event;

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

/** Reads the event log, in the order of positions. */
@Repository
class EventReader {
    /** Positions and times go the same way, but for the clocks of the nodes and the time that a commit takes. */
    private static final long CLOCKS = Duration.ofMinutes(2).toMillis();

    /**
     * Some of the front of the log.
     *
     * @param removable positions
     * @param last the last position that was looked at
     * @param more whether there may be more behind it
     */
    record Old(List<Long> removable, long last, boolean more) {}

    private final JdbcClient jdbc;

    EventReader(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Those of one organisation that stand after a position, oldest first. */
    List<LoggedEvent> list(EventFilter filter, long after, int limit) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("organization_id = :p", filter.organization());
        parameters.put("position > :p", after);
        parameters.put("session_id = :p", filter.session());
        parameters.put("group_jid = :p", filter.group());
        parameters.put("event = :p", filter.event());
        if (filter.since() != null) {
            parameters.put("created_at >= :p", filter.since());
            // So that a question about the last hour does not walk through the years before.
            Long first = edge(filter.organization(), filter.since() - CLOCKS, true);
            if (first == null) {
                return List.of();
            }
            parameters.put("position >= :p", first);
        }
        if (filter.until() != null) {
            parameters.put("created_at < :p", filter.until());
            Long last = edge(filter.organization(), filter.until() + CLOCKS, false);
            if (last == null) {
                return List.of();
            }
            parameters.put("position <= :p", last);
        }
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

    /** All columns of the index, so that every database sees that it is in this order already: H2 would else read it all. */
    private static String order(EventFilter filter) {
        String narrowed = filter.group() != null
                ? "e.group_jid, "
                : filter.session() != null ? "e.session_id, " : filter.event() != null ? "e.event, " : "";
        return "e.organization_id, " + narrowed + "e.position";
    }

    /** The position of the first event from a time on, or of the last one before it; null where there is none. */
    private Long edge(String organization, long time, boolean from) {
        return jdbc.sql("select position from events where organization_id = ? and position is not null and created_at "
                        + (from
                                ? ">= ? order by organization_id, created_at"
                                : "< ? order by organization_id desc, created_at desc")
                        + " fetch first 1 rows only")
                .params(organization, time)
                .query(Long.class)
                .optional()
                .orElse(null);
    }

    /** Everybody's. */
    List<LoggedEvent> after(long position, int limit) {
        return jdbc.sql("select " + LoggedEvent.COLUMNS
                        + " from events e where e.position > ? order by e.position fetch first ? rows only")
                .params(position, limit)
                .query(LoggedEvent::row)
                .list();
    }

    /** The position that was given last; 0 where none was. */
    long last() {
        return jdbc.sql("select last from event_positions where id = 1")
                .query(Long.class)
                .single();
    }

    /** The position of an organisation's event; empty where it is not (any more) in the log. */
    Optional<Long> position(String organization, String id) {
        return jdbc.sql("select position from events where organization_id = ? and id = ? and position is not null")
                .params(organization, id)
                .query(Long.class)
                .optional();
    }

    /**
     * Those at the front of the log that are older and not on their way any more.
     *
     * @param after the position to go on from
     */
    Old old(long time, long after, int most) {
        List<Long> removable = new ArrayList<>();
        long[] seen = {after, 0};
        jdbc.sql("select e.position, e.created_at, (select count(*) from deliveries d where d.event_id = e.id"
                        + " and d.state = 'pending') as pending from events e where e.position > ?"
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

    /** With what is left of their deliveries. */
    void remove(List<Long> positions) {
        jdbc.sql("delete from deliveries where event_id in (select id from events where position in (:old))")
                .param("old", positions)
                .update();
        jdbc.sql("delete from events where position in (:old)")
                .param("old", positions)
                .update();
    }
}
