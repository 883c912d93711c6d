package io.wagateway.event.webhook;

import io.wagateway.event.delivery.DeliveryState;
import java.util.Collection;
import java.util.function.LongSupplier;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Makes the pending deliveries of an inactive webhook dead. */
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

    /** Cancels all pending deliveries of a webhook, and does not wait for attempts in flight. */
    void cancel(String webhook) {
        chunks.changeAll(
                webhook, DeliveryState.PENDING, (orderKeys, positions) -> cancel(webhook, orderKeys, positions));
    }

    private int cancel(String webhook, Collection<String> orderKeys, Collection<Long> positions) {
        int cancelled = jdbc.sql("update deliveries set state = " + DeliveryState.DEAD.literal()
                        + ", error = :error, updated_at = :now"
                        + " where destination = :webhook and position in (:positions) and state = " + PENDING)
                .param("error", INACTIVE)
                .param("now", clock.getAsLong())
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
