package io.wagateway.event.log;

/** The deliveries of one kind that were given up. */
public interface DeadDeliveries {
    /**
     * Makes those of the event pending again, as if they had never been tried, unless their destination is inactive. Joins
     * the caller's transaction.
     *
     * @return how many
     */
    int revive(LoggedEvent event);
}
