package io.wagateway.event.webhook;

import java.util.Optional;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** Deletes queues and deliveries that nothing needs any more. */
final class QueueCleanup {
    /** One statement for all of a million deliveries would keep their old versions in memory until it ends. */
    private static final int CHUNK = 10_000;

    private final WebhookQueueStore queues;
    private final JdbcClient jdbc;
    private final TransactionOperations transaction;

    QueueCleanup(WebhookQueueStore queues, JdbcClient jdbc, TransactionOperations transaction) {
        this.queues = queues;
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /** Deletes the deliveries and queues of a deleted webhook; the queues last, as {@link #sweep} finds the rest by them. */
    void deleteAll(String webhook) {
        Optional<Long> last;
        do {
            last = jdbc.sql("select position from deliveries where destination = ? order by destination, position"
                            + " offset ? rows fetch first 1 rows only")
                    .params(webhook, CHUNK - 1)
                    .query(Long.class)
                    .optional();
            deleteUpTo(webhook, last.orElse(Long.MAX_VALUE));
        } while (last.isPresent());
        transaction.executeWithoutResult(status -> {
            queues.lock(
                    webhook,
                    new TreeSet<>(jdbc.sql("select order_key from webhook_queues where destination = ?")
                            .param(webhook)
                            .query(String.class)
                            .list()));
            // Of events that came meanwhile.
            deleteUpTo(webhook, Long.MAX_VALUE);
            jdbc.sql("delete from webhook_queues where destination = ?")
                    .param(webhook)
                    .update();
        });
    }

    private void deleteUpTo(String webhook, long position) {
        jdbc.sql("delete from deliveries where destination = ? and position <= ?")
                .params(webhook, position)
                .update();
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
