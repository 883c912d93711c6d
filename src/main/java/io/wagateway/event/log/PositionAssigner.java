package io.wagateway.event.log;

import io.wagateway.event.delivery.DeliveryState;
import io.wagateway.event.delivery.DeliveryWriter;
import io.wagateway.event.delivery.DeliveryWriter.NewDelivery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Assigns positions to committed events and creates their deliveries to the broker. One transaction at a time assigns, and
 * others only when it has committed, so a reader whose cursor is a position never misses an event that committed late. Of one
 * group's events the earlier has the lower position, as each drew its number while its transaction held the group's row.
 *
 * <p>All organisations wait for the one node, so it takes their events in turn, and writes little for each.
 */
final class PositionAssigner {
    private static final String IF_SOME_WAIT = "exists (select 1 from events where position is null)";

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;
    private final DeliveryWriter deliveries;
    private final TransactionOperations transaction;
    private final List<EventDestinations> destinations;
    private final LongSupplier clock;

    PositionAssigner(
            JdbcClient jdbc,
            JdbcTemplate batches,
            TransactionOperations transaction,
            List<EventDestinations> destinations,
            LongSupplier clock) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.deliveries = new DeliveryWriter(batches);
        this.transaction = transaction;
        this.destinations = List.copyOf(destinations);
        this.clock = clock;
    }

    /**
     * Assigns positions to the next events, at most so many.
     *
     * @return those events; none also if another transaction assigns
     */
    List<LoggedEvent> assign(int most) {
        List<LoggedEvent> assigned = transaction.execute(status -> {
            // A lock makes the database write, also if nothing follows it.
            Optional<Long> last = lockLast(IF_SOME_WAIT);
            if (last.isEmpty()) {
                return List.of();
            }
            List<LoggedEvent> events = next(last.get(), most);
            if (!events.isEmpty()) {
                update(events);
                finish(events);
            }
            return events;
        });
        return assigned == null ? List.of() : assigned;
    }

    /**
     * Appends events that have their positions at once, in the open transaction, which must hold their groups' rows and
     * commit soon: nobody else assigns meanwhile. Only if no other events wait for theirs, as those are earlier.
     *
     * @return what the log got; empty, and nothing is appended, if another transaction assigns, or others wait
     */
    Optional<List<LoggedEvent>> append(EventLog log, Collection<Event> events) {
        return lockLast("not " + IF_SOME_WAIT).map(last -> {
            List<LoggedEvent> appended = log.append(events, last);
            if (!appended.isEmpty()) {
                finish(appended);
            }
            return appended;
        });
    }

    /** The last position; empty if the condition is not met, or another transaction assigns. */
    private Optional<Long> lockLast(String condition) {
        return jdbc.sql("select last from event_positions where id = 1 and " + condition + " for update skip locked")
                .query(Long.class)
                .optional();
    }

    private List<LoggedEvent> next(long last, int most) {
        List<LoggedEvent> assigned = new ArrayList<>();
        long position = last;
        for (LoggedEvent event : waiting(most)) {
            position++;
            assigned.add(event.at(position));
        }
        return assigned;
    }

    /** The first of each organisation, the second of each and so on, each organisation's in the order of their numbers. */
    private List<LoggedEvent> waiting(int most) {
        List<Long> numbers = jdbc.sql("select number from (select number, row_number() over"
                        + " (partition by organization_id order by number) as turn from events where position is null)"
                        + " waiting order by turn, number fetch first ? rows only")
                .param(most)
                .query(Long.class)
                .list();
        if (numbers.isEmpty()) {
            return List.of();
        }
        Map<Long, LoggedEvent> found = new HashMap<>();
        jdbc.sql("select e.number, " + LoggedEvent.COLUMNS + " from events e where e.number in (:numbers)")
                .param("numbers", numbers)
                .query(row -> {
                    found.put(row.getLong("number"), LoggedEvent.row(row, 0));
                });
        return numbers.stream().map(found::get).toList();
    }

    private void update(List<LoggedEvent> events) {
        batches.batchUpdate(
                "update events set position = ? where id = ?",
                events.stream()
                        .map(event -> new Object[] {event.position(), event.id()})
                        .toList());
    }

    /** Writes their deliveries, and the last position. */
    private void finish(List<LoggedEvent> events) {
        List<NewDelivery> chosen = new ArrayList<>();
        destinations.forEach(
                kind -> kind.choose(events, (destination, event) -> chosen.add(event.deliveryTo(destination))));
        if (!chosen.isEmpty()) {
            deliveries.write(chosen, DeliveryState.PENDING, null, clock.getAsLong());
        }
        jdbc.sql("update event_positions set last = ? where id = 1")
                .param(events.get(events.size() - 1).position())
                .update();
    }
}
