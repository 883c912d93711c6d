package io.wagateway.event.log;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What became of the attempts of this node: {@code gateway.deliveries}, by kind of outlet and outcome. */
public final class DeliveryCounters {
    private final Counter delivered;
    private final Counter failed;
    private final Counter dead;

    /** @param destination of which kind: {@code broker}, or {@code webhook} for all of them together */
    public DeliveryCounters(MeterRegistry registry, String destination) {
        this.delivered = counter(registry, destination, "delivered");
        this.failed = counter(registry, destination, "failed");
        this.dead = counter(registry, destination, "dead");
    }

    private static Counter counter(MeterRegistry registry, String destination, String outcome) {
        return Counter.builder("gateway.deliveries")
                .description("Attempts to deliver an event, by destination and outcome (delivered, failed, dead)")
                .tag("outlet", destination)
                .tag("outcome", outcome)
                .register(registry);
    }

    public void delivered(int events) {
        delivered.increment(events);
    }

    /** It is tried again. */
    public void failed() {
        failed.increment();
    }

    /** It was given up. */
    public void dead() {
        dead.increment();
    }
}
