package io.wagateway.event.relay;

import org.apache.camel.Component;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.spi.ComponentCustomizer;

/**
 * Defaults for {@code kafka:} endpoints; their URI may override them. A record counts as sent if every replica has it, a
 * retry does not write it twice, and a send ends before the relay's time-out.
 */
final class KafkaTimeouts implements ComponentCustomizer {
    /** Milliseconds to wait for the broker's metadata. */
    private static final int MAX_BLOCK = 5_000;

    /** Milliseconds for a record with its retries; with {@link #MAX_BLOCK} less than {@link RelayTiming#send}. */
    private static final int DELIVERY = 8_000;

    private static final int REQUEST = 4_000;

    @Override
    public boolean isEnabled(String name, Component component) {
        return component instanceof KafkaComponent;
    }

    @Override
    public void configure(String name, Component component) {
        KafkaConfiguration configuration = ((KafkaComponent) component).getConfiguration();
        configuration.setRequestRequiredAcks("all");
        configuration.setEnableIdempotence(true);
        configuration.setMaxBlockMs(MAX_BLOCK);
        configuration.setDeliveryTimeoutMs(DELIVERY);
        configuration.setRequestTimeoutMs(REQUEST);
    }
}
