package io.wagateway.event.log;

import io.wagateway.event.delivery.DeliveryState;
import io.wagateway.event.delivery.Partition;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Assigns positions to committed events and creates their deliveries. One node at a time assigns, and only after the commit,
 * so a reader whose cursor is a position never misses an event that committed late. Of one group's events the earlier has
 * the lower position, as each drew its number while its transaction held the group's row.
 */
final class PositionAssigner {
    private static final int[] DELIVERY_TYPES = {
        Types.VARCHAR,
        Types.BIGINT,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.INTEGER,
        Types.BIGINT,
        Types.BIGINT,
        Types.BIGINT
    };

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;
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
        this.transaction = transaction;
        this.destinations = List.copyOf(destinations);
        this.clock = clock;
    }

    /**
     * Assigns positions to the next events, at most so many.
     *
     * @return how many; 0 also if another node is assigning
     */
    int assign(int most) {
        Integer assigned = transaction.execute(status -> {
            Optional<Long> last = jdbc.sql("select last from event_positions where id = 1 for update skip locked")
                    .query(Long.class)
                    .optional();
            if (last.isEmpty()) {
                return 0;
            }
            List<LoggedEvent> events = next(last.get(), most);
            if (!events.isEmpty()) {
                write(events);
            }
            return events.size();
        });
        return assigned == null ? 0 : assigned;
    }

    private List<LoggedEvent> next(long last, int most) {
        List<LoggedEvent> found = jdbc.sql("select " + LoggedEvent.COLUMNS + " from events e where position is null"
                        + " order by number fetch first ? rows only")
                .param(most)
                .query(LoggedEvent::row)
                .list();
        List<LoggedEvent> assigned = new ArrayList<>(found.size());
        long position = last;
        for (LoggedEvent event : found) {
            position++;
            assigned.add(event.at(position));
        }
        return assigned;
    }

    private void write(List<LoggedEvent> events) {
        batches.batchUpdate(
                "update events set position = ? where id = ?",
                events.stream()
                        .map(event -> new Object[] {event.position(), event.id()})
                        .toList());
        long now = clock.getAsLong();
        List<Object[]> deliveries = new ArrayList<>();
        destinations.forEach(kind -> kind.choose(
                events,
                (destination, event) -> deliveries.add(new Object[] {
                    destination,
                    event.position(),
                    event.id(),
                    event.orderKey(),
                    Partition.of(event.orderKey()),
                    now,
                    now,
                    now
                })));
        batches.batchUpdate(
                "insert into deliveries (destination, position, event_id, order_key, partition, state, attempts,"
                        + " next_attempt_at, created_at, updated_at) values (?, ?, ?, ?, ?, "
                        + DeliveryState.PENDING.literal() + ", 0, ?, ?, ?)",
                deliveries,
                DELIVERY_TYPES);
        jdbc.sql("update event_positions set last = ? where id = 1")
                .param(events.get(events.size() - 1).position())
                .update();
    }
}
