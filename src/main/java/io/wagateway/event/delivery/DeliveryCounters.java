package io.wagateway.event.delivery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts this node's attempts to deliver: {@code gateway.deliveries}, by kind of destination and outcome. */
public final class DeliveryCounters {
    private final Counter delivered;
    private final Counter failed;
    private final Counter dead;

    public DeliveryCounters(MeterRegistry registry, DestinationKind kind) {
        this.delivered = counter(registry, kind, "delivered");
        this.failed = counter(registry, kind, "failed");
        this.dead = counter(registry, kind, "dead");
    }

    private static Counter counter(MeterRegistry registry, DestinationKind kind, String outcome) {
        return Counter.builder("gateway.deliveries")
                .description("Attempts to deliver an event, by destination and outcome (delivered, failed, dead)")
                .tag(DeliveryGauges.KIND_TAG, kind.metricName())
                .tag("outcome", outcome)
                .register(registry);
    }

    public void delivered(int events) {
        delivered.increment(events);
    }

    /** Another attempt follows. */
    public void failed() {
        failed.increment();
    }

    /** No other attempt follows, unless an operator replays the delivery. */
    public void dead() {
        dead.increment();
    }
}
