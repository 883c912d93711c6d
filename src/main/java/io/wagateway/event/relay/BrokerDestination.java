package io.wagateway.event.relay;

import io.wagateway.event.delivery.DestinationKind;
import io.wagateway.event.log.EventDestinations;
import io.wagateway.event.log.LoggedEvent;

/** The broker gets every event, if one is configured. */
final class BrokerDestination implements EventDestinations {
    /** The destination of its rows in the table {@code deliveries}. */
    static final String NAME = DestinationKind.BROKER.metricName();

    private final boolean enabled;

    BrokerDestination(RelayProperties properties) {
        this.enabled = properties.isEnabled();
    }

    @Override
    public void choose(Iterable<LoggedEvent> events, Selection selection) {
        if (enabled) {
            events.forEach(event -> selection.add(NAME, event));
        }
    }
}
