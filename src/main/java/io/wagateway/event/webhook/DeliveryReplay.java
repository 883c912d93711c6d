package io.wagateway.event.webhook;

import io.wagateway.event.delivery.DeliveryState;
import io.wagateway.event.log.DeadDeliveries;
import io.wagateway.event.log.LoggedEvent;
import java.util.Collection;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Makes finished deliveries pending again, as if they had never been tried. */
final class DeliveryReplay implements DeadDeliveries {
    private static final String PENDING = DeliveryState.PENDING.literal();

    private final DeliveryChunks chunks;
    private final JdbcClient jdbc;
    private final LongSupplier clock;

    private record Row(long position, String orderKey) {}

    DeliveryReplay(DeliveryChunks chunks, JdbcClient jdbc, LongSupplier clock) {
        this.chunks = chunks;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Replays the dead deliveries of a webhook.
     *
     * @return how many
     */
    int replayDead(String webhook) {
        return chunks.changeAll(
                webhook,
                DeliveryState.DEAD,
                Long.MAX_VALUE,
                (orderKeys, positions) -> replay(webhook, orderKeys, positions));
    }

    /**
     * Replays one delivery.
     *
     * @return false if it is pending already; empty if the event was never meant for the webhook
     */
    Optional<Boolean> replay(String webhook, String event) {
        return jdbc.sql("select position, order_key from deliveries where event_id = ? and destination = ?")
                .params(event, webhook)
                .query((row, number) -> new Row(row.getLong(1), row.getString(2)))
                .optional()
                .map(row -> chunks.changeOne(
                                webhook,
                                row.orderKey(),
                                row.position(),
                                (orderKeys, positions) -> replay(webhook, orderKeys, positions))
                        == 1);
    }

    @Override
    public int revive(LoggedEvent event) {
        return (int) jdbc
                .sql("select d.destination from deliveries d join webhooks w on w.id = d.destination"
                        + " where d.event_id = ? and d.state = " + DeliveryState.DEAD.literal()
                        + " and w.active order by d.destination")
                .param(event.id())
                .query(String.class)
                .list()
                .stream()
                .filter(webhook -> replay(webhook, event.id()).orElse(false))
                .count();
    }

    private int replay(String webhook, Collection<String> orderKeys, Collection<Long> positions) {
        long now = clock.getAsLong();
        int replayed = jdbc.sql("update deliveries set state = " + PENDING + ", attempts = 0, next_attempt_at = :now,"
                        + " status_code = null, error = null, updated_at = :now where destination = :webhook"
                        + " and position in (:positions) and state <> " + PENDING)
                .param("now", now)
                .param("webhook", webhook)
                .param("positions", positions)
                .update();
        jdbc.sql("update webhook_queues set next_attempt_at = :now where destination = :webhook"
                        + " and order_key in (:keys) and next_attempt_at = :idle")
                .param("now", now)
                .param("webhook", webhook)
                .param("keys", orderKeys)
                .param("idle", WebhookQueueStore.IDLE)
                .update();
        return replayed;
    }
}
