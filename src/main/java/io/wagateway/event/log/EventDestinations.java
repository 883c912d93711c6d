package io.wagateway.event.log;

/** One kind of destinations whose deliveries are written together with the positions, so it has few for each event. */
public interface EventDestinations {
    /**
     * Selects the destinations of this kind for each event. The sequencer calls it in the transaction that gives the events
     * their positions, so the configuration of that moment counts.
     *
     * @param selection receives each pair of a destination and an event once
     */
    void choose(Iterable<LoggedEvent> events, Selection selection);

    /** Receives what {@link #choose} selects. */
    interface Selection {
        /** @param destination of the table {@code deliveries}, at most 64 characters */
        void add(String destination, LoggedEvent event);
    }
}
