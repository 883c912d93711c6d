package io.wagateway.event.relay;

import io.wagateway.access.Caller;
import io.wagateway.access.Scope;
import io.wagateway.database.RetryingTransaction;
import io.wagateway.error.ConflictException;
import io.wagateway.error.NotFoundException;
import io.wagateway.event.DeadDeliveries;
import io.wagateway.event.delivery.DeliveryState;
import io.wagateway.event.delivery.Partition;
import io.wagateway.event.log.LoggedEvent;
import java.util.List;
import java.util.function.LongSupplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** Delivers an event once more. */
final class EventReplay {
    private final JdbcClient jdbc;
    private final TransactionOperations transaction;
    private final boolean broker;
    private final List<DeadDeliveries> others;
    private final LongSupplier clock;

    /**
     * For the configured destinations.
     *
     * @param broker whether a broker is configured
     * @param others deliveries that are not the broker's; the dead ones are revived
     */
    EventReplay(
            JdbcClient jdbc,
            TransactionOperations transaction,
            boolean broker,
            List<DeadDeliveries> others,
            LongSupplier clock) {
        this.jdbc = jdbc;
        // Another replay may insert the broker's delivery at the same time.
        this.transaction = new RetryingTransaction(transaction);
        this.broker = broker;
        this.others = others;
        this.clock = clock;
    }

    /**
     * Sends the event to the broker, if there is one, and to every active webhook for which it is dead and that the caller
     * may know of.
     *
     * @throws NotFoundException 404 if the organisation has no such event, or the caller may not know of it
     * @throws ConflictException 409 if the event has no destination
     */
    void replay(String id, Caller caller) {
        LoggedEvent event = jdbc.sql("select " + LoggedEvent.COLUMNS + " from events e"
                        + " where e.id = ? and e.organization_id = ? and e.position is not null")
                .params(id, caller.organization())
                .query(LoggedEvent::row)
                .optional()
                .filter(found -> caller.scope().includesEvent(found.session(), found.groupJid()))
                .orElseThrow(() -> new NotFoundException("event not found"));
        transaction.executeWithoutResult(status -> send(event, caller.scope()));
    }

    private void send(LoggedEvent event, Scope scope) {
        long now = clock.getAsLong();
        int revived =
                others.stream().mapToInt(kind -> kind.revive(event, scope)).sum();
        if (broker) {
            jdbc.sql("update deliveries set state = ?, attempts = 0, next_attempt_at = ?, error = null,"
                            + " updated_at = ? where event_id = ? and destination = ? and state = ?")
                    .params(
                            DeliveryState.PENDING.storedName(),
                            now,
                            now,
                            event.id(),
                            BrokerDestination.NAME,
                            DeliveryState.DEAD.storedName())
                    .update();
            jdbc.sql("insert into deliveries (destination, position, event_id, order_key, partition, state, attempts,"
                            + " next_attempt_at, created_at, updated_at)"
                            + " select ?, position, id, ?, ?, " + DeliveryState.PENDING.literal() + ", 0, ?, ?, ?"
                            + " from events where id = ?"
                            + " and not exists (select 1 from deliveries d where d.destination = ? and d.event_id = ?)")
                    .params(
                            BrokerDestination.NAME,
                            event.orderKey(),
                            Partition.of(event.orderKey()),
                            now,
                            now,
                            now,
                            event.id(),
                            BrokerDestination.NAME,
                            event.id())
                    .update();
        } else if (revived == 0) {
            throw new ConflictException(
                    "there is no broker that the event could go to, and no delivery of it to an active webhook is dead");
        }
    }
}
