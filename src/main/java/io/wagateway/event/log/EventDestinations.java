package io.wagateway.event.log;

/** One kind of destinations that events are delivered to. */
public interface EventDestinations {
    /**
     * Selects the destinations of this kind for each event. The sequencer calls it in the transaction that gives the events
     * their positions, so the configuration of that moment counts.
     *
     * @param selection receives each pair of a destination and an event once
     */
    void choose(Iterable<LoggedEvent> events, Selection selection);

    /**
     * Makes the event's dead deliveries pending again, as if they had never been tried, unless their destination is inactive.
     * Joins the caller's transaction.
     *
     * @return how many
     */
    default int revive(LoggedEvent event) {
        return 0;
    }

    /** Receives what {@link #choose} selects. */
    interface Selection {
        /** @param destination of the table {@code deliveries}, at most 64 characters */
        void add(String destination, LoggedEvent event);
    }
}
