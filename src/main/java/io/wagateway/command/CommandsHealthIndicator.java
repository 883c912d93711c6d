package io.wagateway.command;

import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;

/**
 * The health component {@code commands}. It is always UP: requests do not need the broker. If commands are configured, its
 * details are {@code {state: up|down|unknown, lastFailure: <reason>}}, the last one only if the consumer could not start
 * once.
 */
final class CommandsHealthIndicator extends AbstractHealthIndicator {
    private final CommandConsumer consumer;

    CommandsHealthIndicator(CommandConsumer consumer) {
        this.consumer = consumer;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) throws Exception {
        builder.up();
        if (consumer.isConfigured()) {
            builder.withDetail("state", consumer.state().wireName());
            if (consumer.lastFailure() != null) {
                builder.withDetail("lastFailure", consumer.lastFailure());
            }
        }
    }
}
