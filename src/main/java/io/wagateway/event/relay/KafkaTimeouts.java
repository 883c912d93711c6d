package io.wagateway.event.relay;

import org.apache.camel.Component;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.spi.ComponentCustomizer;

/**
 * What {@code kafka:} endpoints do where their URI says nothing else: every replica has a record before it counts as sent,
 * none is written twice by a retry, and a send ends before the relay gives it up.
 */
final class KafkaTimeouts implements ComponentCustomizer {
    /** Milliseconds, for the broker's metadata. */
    private static final int BLOCK = 5_000;

    /** Milliseconds, for a record with its retries: together less than {@link RelayTiming#send}. */
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
        configuration.setMaxBlockMs(BLOCK);
        configuration.setDeliveryTimeoutMs(DELIVERY);
        configuration.setRequestTimeoutMs(REQUEST);
    }
}
