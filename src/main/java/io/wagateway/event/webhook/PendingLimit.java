package io.wagateway.event.webhook;

import io.wagateway.event.delivery.DeliveryState;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Bounds how many deliveries of an organisation are pending: the oldest ones above the limit are dead. It counts in the
 * database, so all nodes share the limit, and after the fact: for some seconds there may be more.
 */
final class PendingLimit {
    private static final Logger LOG = LoggerFactory.getLogger(PendingLimit.class);
    private static final String PENDING = DeliveryState.PENDING.literal();

    private record Excess(String organization, long pending) {}

    private final DeliveryCancellation cancellation;
    private final JdbcClient jdbc;
    private final int limit;

    /** @param limit of each organisation, at least 1 */
    PendingLimit(DeliveryCancellation cancellation, JdbcClient jdbc, int limit) {
        this.cancellation = cancellation;
        this.jdbc = jdbc;
        this.limit = limit;
    }

    /** To be called every few seconds. */
    void enforce() {
        jdbc.sql("select w.organization_id, count(*) from deliveries d join webhooks w on w.id = d.destination"
                        + " where d.state = " + PENDING + " group by w.organization_id having count(*) > ?")
                .param(limit)
                .query((row, number) -> new Excess(row.getString(1), row.getLong(2)))
                .list()
                .forEach(this::giveUpOldest);
    }

    private void giveUpOldest(Excess excess) {
        List<String> webhooks = jdbc.sql("select id from webhooks where organization_id = ?")
                .param(excess.organization())
                .query(String.class)
                .list();
        if (webhooks.isEmpty()) {
            return;
        }
        // The newest that has no room. Counted from the newest on, so that what is delivered, or cut by another node,
        // meanwhile makes it none younger. Those of one event have the same position.
        long last = jdbc.sql("select position from deliveries where state = " + PENDING
                        + " and destination in (:webhooks) order by position desc offset :kept rows"
                        + " fetch first 1 rows only")
                .param("webhooks", webhooks)
                .param("kept", limit)
                .query(Long.class)
                .optional()
                .orElse(0L);
        int dead = 0;
        for (String webhook : webhooks) {
            dead += cancellation.cancelUpTo(
                    webhook, last, "the organisation had more than " + limit + " pending deliveries");
        }
        LOG.warn(
                "organization={} had {} pending deliveries to webhooks, {} may wait: the {} oldest are dead",
                excess.organization(),
                excess.pending(),
                limit,
                dead);
    }
}
