package io.wagateway.event;

import io.wagateway.group.grant.GrantRetention;
import java.util.function.LongSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Step {@code removeOldEvents}: removes events that are older than the retention, unless a delivery is pending; and grants
 * that were over before.
 */
final class EventRetention implements Processor {
    private static final int BATCH = 500;

    private final EventReader events;
    private final GrantRetention grants;
    private final TransactionOperations transaction;
    private final EventProperties properties;
    private final LongSupplier clock;

    EventRetention(
            EventReader events,
            GrantRetention grants,
            TransactionOperations transaction,
            EventProperties properties,
            LongSupplier clock) {
        this.events = events;
        this.grants = grants;
        this.transaction = transaction;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) {
        if (!properties.retention().isZero()) {
            long time = clock.getAsLong() - properties.retention().toMillis();
            removeOlder(time);
            grants.removeOlder(time);
        }
        grants.removeOfDeletedSessions();
    }

    void removeOlder(long time) {
        EventReader.Old old = new EventReader.Old(null, 0, true);
        while (old.more()) {
            EventReader.Old next = events.old(time, old.last(), BATCH);
            if (!next.removable().isEmpty()) {
                transaction.executeWithoutResult(status -> events.remove(next.removable()));
            }
            old = next;
        }
    }
}
