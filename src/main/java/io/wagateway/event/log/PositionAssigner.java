package io.wagateway.event.log;

import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Gives events their positions and hands them to the destinations. A position is given after the commit and by one node at a
 * time, so that a cursor of positions skips nobody who committed late; of one group's changes the earlier has the lower
 * one, as each drew its number while it held the group's row.
 */
public final class PositionAssigner {
    /** The deliveries of a group are always in the same part. */
    public static final int PARTITIONS = 16;

    private static final int[] DELIVERY = {
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
     * Numbers some.
     *
     * @return how many; 0 also where another node is at it
     */
    int number(int most) {
        Integer numbered = transaction.execute(status -> {
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
        return numbered == null ? 0 : numbered;
    }

    private List<LoggedEvent> next(long last, int most) {
        List<LoggedEvent> found = jdbc.sql("select " + LoggedEvent.COLUMNS + " from events e where position is null"
                        + " order by number fetch first ? rows only")
                .param(most)
                .query(LoggedEvent::row)
                .list();
        List<LoggedEvent> numbered = new ArrayList<>(found.size());
        long position = last;
        for (LoggedEvent event : found) {
            position++;
            numbered.add(event.at(position));
        }
        return numbered;
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
                    partition(event.orderKey()),
                    now,
                    now,
                    now
                })));
        batches.batchUpdate(
                "insert into deliveries (destination, position, event_id, order_key, partition, state, attempts, next_attempt_at,"
                        + " created_at, updated_at) values (?, ?, ?, ?, ?, 'pending', 0, ?, ?, ?)",
                deliveries,
                DELIVERY);
        jdbc.sql("update event_positions set last = ? where id = 1")
                .param(events.get(events.size() - 1).position())
                .update();
    }

    /** The part, from 0, of the deliveries of an {@link LoggedEvent#orderKey}. */
    public static int partition(String orderKey) {
        return Math.floorMod(orderKey.hashCode(), PARTITIONS);
    }
}
