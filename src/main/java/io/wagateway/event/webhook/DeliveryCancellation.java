package io.wagateway.event.webhook;

import io.wagateway.event.delivery.DeliveryState;
import java.util.Collection;
import java.util.function.LongSupplier;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Makes pending deliveries dead that are not to be sent any more; it does not wait for attempts in flight. */
final class DeliveryCancellation {
    /** The error of a delivery that was cancelled. */
    static final String INACTIVE = "the webhook is inactive";

    private static final String PENDING = DeliveryState.PENDING.literal();

    private final DeliveryChunks chunks;
    private final JdbcClient jdbc;
    private final LongSupplier clock;

    DeliveryCancellation(DeliveryChunks chunks, JdbcClient jdbc, LongSupplier clock) {
        this.chunks = chunks;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Cancels all pending deliveries of an inactive webhook. */
    void cancel(String webhook) {
        cancelUpTo(webhook, Long.MAX_VALUE, INACTIVE);
    }

    /**
     * Cancels the oldest pending deliveries of a webhook.
     *
     * @param last the position of the last of them
     * @param error for the webhook's owner
     * @return how many
     */
    int cancelUpTo(String webhook, long last, String error) {
        return chunks.changeAll(
                webhook,
                DeliveryState.PENDING,
                last,
                (orderKeys, positions) -> cancel(webhook, error, orderKeys, positions));
    }

    private int cancel(String webhook, String error, Collection<String> orderKeys, Collection<Long> positions) {
        long now = clock.getAsLong();
        // The next ones of a queue need not wait for the back-off of its first; one that is being sent has another
        // time.
        jdbc.sql("update webhook_queues q set next_attempt_at = :now"
                        + " where destination = :webhook and order_key in (:keys) and next_attempt_at > :now"
                        + " and exists (select 1 from deliveries d where d.destination = q.destination"
                        + " and d.order_key = q.order_key and d.position in (:positions) and d.state = " + PENDING
                        + " and d.next_attempt_at = q.next_attempt_at)")
                .param("now", now)
                .param("webhook", webhook)
                .param("keys", orderKeys)
                .param("positions", positions)
                .update();
        int cancelled = jdbc.sql("update deliveries set state = " + DeliveryState.DEAD.literal()
                        + ", error = :error, updated_at = :now"
                        + " where destination = :webhook and position in (:positions) and state = " + PENDING)
                .param("error", error)
                .param("now", now)
                .param("webhook", webhook)
                .param("positions", positions)
                .update();
        jdbc.sql("update webhook_queues q set next_attempt_at = :idle"
                        + " where destination = :webhook and order_key in (:keys)"
                        + " and not exists (select 1 from deliveries d where d.destination = q.destination"
                        + " and d.order_key = q.order_key and d.state = " + PENDING + ")")
                .param("idle", WebhookQueueStore.IDLE)
                .param("webhook", webhook)
                .param("keys", orderKeys)
                .update();
        return cancelled;
    }
}
