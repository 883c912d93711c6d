package io.wagateway.event.relay;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What became of the broker's deliveries on this node: {@code gateway.deliveries}, by outlet and outcome. */
final class RelayMetrics {
    private final Counter delivered;
    private final Counter failed;
    private final Counter dead;

    RelayMetrics(MeterRegistry registry) {
        this.delivered = counter(registry, "delivered");
        this.failed = counter(registry, "failed");
        this.dead = counter(registry, "dead");
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("gateway.deliveries")
                .description("Attempts to deliver an event, by outlet and outcome (delivered, failed, dead)")
                .tag("outlet", BrokerOutlet.NAME)
                .tag("outcome", outcome)
                .register(registry);
    }

    void delivered(int events) {
        delivered.increment(events);
    }

    void failed() {
        failed.increment();
    }

    void dead() {
        dead.increment();
    }
}
