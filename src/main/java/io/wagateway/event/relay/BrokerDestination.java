package io.wagateway.event.relay;

import io.wagateway.event.log.EventDestinations;
import io.wagateway.event.log.LoggedEvent;

/** The broker wants every event, where there is one. */
final class BrokerDestination implements EventDestinations {
    /** Its name in table {@code deliveries}. */
    static final String NAME = "broker";

    private final boolean on;

    BrokerDestination(RelayProperties properties) {
        this.on = properties.isOn();
    }

    @Override
    public void choose(Iterable<LoggedEvent> events, Selection selection) {
        if (on) {
            events.forEach(event -> selection.add(NAME, event));
        }
    }
}
