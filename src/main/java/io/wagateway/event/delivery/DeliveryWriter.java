package io.wagateway.event.delivery;

import java.sql.Types;
import java.util.Collection;
import org.springframework.jdbc.core.JdbcTemplate;

/** Writes new rows of the table {@code deliveries}. */
public final class DeliveryWriter {
    private static final int[] TYPES = {
        Types.VARCHAR,
        Types.BIGINT,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.INTEGER,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.BIGINT,
        Types.BIGINT,
        Types.BIGINT
    };

    private final JdbcTemplate batches;

    public DeliveryWriter(JdbcTemplate batches) {
        this.batches = batches;
    }

    /**
     * An event and one of its destinations.
     *
     * @param destination at most 64 characters
     * @param position the event's
     * @param orderKey of the event
     */
    public record NewDelivery(String destination, long position, String eventId, String orderKey) {}

    /**
     * Joins the caller's transaction.
     *
     * @param error why they are dead; null if they are not
     * @param now epoch milliseconds
     */
    public void write(Collection<NewDelivery> deliveries, DeliveryState state, String error, long now) {
        batches.batchUpdate(
                "insert into deliveries (destination, position, event_id, order_key, partition, state, error, attempts,"
                        + " next_attempt_at, created_at, updated_at) values (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)",
                deliveries.stream()
                        .map(delivery -> new Object[] {
                            delivery.destination(),
                            delivery.position(),
                            delivery.eventId(),
                            delivery.orderKey(),
                            Partition.of(delivery.orderKey()),
                            state.storedName(),
                            error,
                            now,
                            now,
                            now
                        })
                        .toList(),
                TYPES);
    }
}
