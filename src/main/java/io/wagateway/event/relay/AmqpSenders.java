package io.wagateway.event.relay;

import org.springframework.core.InfrastructureProxy;
import org.springframework.jms.connection.DelegatingConnectionFactory;

/**
 * The connection for messages to send. Spring asks it whether a message that a consumer's route sends goes through the
 * consumer's own session. It does if the session is transacted, so that both are committed together. Otherwise it must not:
 * RabbitMQ ends the session when it refuses a message, and the consumer's would be gone.
 */
final class AmqpSenders extends DelegatingConnectionFactory implements InfrastructureProxy {
    private final AmqpConnections connections;

    AmqpSenders(AmqpConnections connections) {
        this.connections = connections;
        setTargetConnectionFactory(connections);
    }

    @Override
    public Object getWrappedObject() {
        return connections.dialect().hasTransactions() ? connections : this;
    }
}
