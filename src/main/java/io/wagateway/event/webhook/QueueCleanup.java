package io.wagateway.event.webhook;

import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** Deletes queues and deliveries that nothing needs any more. */
final class QueueCleanup {
    private final WebhookQueueStore queues;
    private final JdbcClient jdbc;
    private final TransactionOperations transaction;

    QueueCleanup(WebhookQueueStore queues, JdbcClient jdbc, TransactionOperations transaction) {
        this.queues = queues;
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /** Deletes the queues and deliveries of a deleted webhook. */
    void deleteAll(String webhook) {
        transaction.executeWithoutResult(status -> {
            queues.lock(
                    webhook,
                    new TreeSet<>(jdbc.sql("select order_key from webhook_queues where destination = ?")
                            .param(webhook)
                            .query(String.class)
                            .list()));
            jdbc.sql("delete from webhook_queues where destination = ?")
                    .param(webhook)
                    .update();
        });
        jdbc.sql("delete from deliveries where destination = ?").param(webhook).update();
    }

    /** Deletes idle queues without deliveries, and the rest of webhooks that were deleted while events arrived. */
    void sweep() {
        jdbc.sql("delete from webhook_queues where next_attempt_at = ? and not exists (select 1 from deliveries d"
                        + " where d.destination = webhook_queues.destination"
                        + " and d.order_key = webhook_queues.order_key)")
                .param(WebhookQueueStore.IDLE)
                .update();
        jdbc.sql("select distinct destination from webhook_queues q where not exists (select 1 from webhooks w"
                        + " where w.id = q.destination)")
                .query(String.class)
                .list()
                .forEach(this::deleteAll);
    }
}
