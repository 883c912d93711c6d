package io.wagateway.event.log;

/** Where events go to. */
public interface EventDestinations {
    /**
     * Which destinations of this kind want which of the events. Called while the events are given their positions, in that
     * transaction: what is configured by then counts.
     *
     * @param selection to be told once for each destination and event
     */
    void choose(Iterable<LoggedEvent> events, Selection selection);

    /**
     * What is dead of an event is sent once more to those destinations of this kind that still want anything, as if it had never
     * been. In a transaction of the caller.
     *
     * @return to how many
     */
    default int revive(LoggedEvent event) {
        return 0;
    }

    /** Takes a choice. */
    interface Selection {
        /** @param destination at most 64 characters, of the table {@code deliveries} */
        void add(String destination, LoggedEvent event);
    }
}
