package io.wagateway.event;

import io.wagateway.access.Scope;
import io.wagateway.event.log.LoggedEvent;

/** The deliveries of one kind that were given up. */
public interface DeadDeliveries {
    /**
     * Makes those of the event pending again, as if they had never been tried, unless their destination is inactive. Joins
     * the caller's transaction.
     *
     * @param scope leaves out destinations that reach beyond it
     * @return how many
     */
    int revive(LoggedEvent event, Scope scope);
}
