package io.wagateway.event.relay;

import java.util.function.Supplier;
import org.apache.camel.component.jms.DefaultJmsKeyFormatStrategy;
import org.apache.camel.component.jms.JmsKeyFormatStrategy;
import org.apache.camel.component.jms.PassThroughJmsKeyFormatStrategy;

/**
 * The names of a message's properties: the names of the headers on RabbitMQ, where consumers speak any language; elsewhere
 * names that JMS allows, with {@code _HYPHEN_} for a hyphen.
 */
final class AmqpPropertyNames implements JmsKeyFormatStrategy {
    private final JmsKeyFormatStrategy jms = new DefaultJmsKeyFormatStrategy();
    private final JmsKeyFormatStrategy plain = new PassThroughJmsKeyFormatStrategy();
    private final Supplier<AmqpDialect> dialect;

    AmqpPropertyNames(Supplier<AmqpDialect> dialect) {
        this.dialect = dialect;
    }

    @Override
    public String encodeKey(String key) {
        return strategy().encodeKey(key);
    }

    @Override
    public String decodeKey(String key) {
        return strategy().decodeKey(key);
    }

    private JmsKeyFormatStrategy strategy() {
        return dialect.get().isRabbitMq() ? plain : jms;
    }
}
