package io.wagateway.event.relay;

import org.apache.camel.Component;
import org.apache.camel.Endpoint;
import org.apache.camel.component.amqp.AMQPComponent;
import org.apache.camel.component.jms.JmsConfiguration;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.apache.qpid.jms.policy.JmsDefaultDeserializationPolicy;
import org.apache.qpid.jms.policy.JmsDefaultPrefetchPolicy;
import org.springframework.beans.factory.DisposableBean;

/**
 * Connects Camel's component {@code amqp} to the broker of {@code gateway.amqp}, so that {@code amqp:queue:name} and {@code
 * amqp:topic:name} need no options. All endpoints share one connection. It is opened on first use, and again after it was
 * lost, and adapts to the broker's product each time ({@link AmqpDialect}). If no URL is set, the component keeps Camel's
 * defaults.
 *
 * <p>The connection factory is not a bean: Spring Boot would include it in the gateway's health.
 */
final class AmqpBroker implements ComponentCustomizer, DisposableBean {
    /** Milliseconds; time-out of every request to the broker. */
    private static final int TIMEOUT = 5_000;

    /** Milliseconds without a heartbeat after which the connection is lost. */
    private static final int IDLE_TIMEOUT = 10_000;

    private static final int PREFETCH = 1;

    private static final String FAILOVER = "failover:";

    private final AmqpConnections connections;

    AmqpBroker(AmqpProperties properties) {
        this.connections = properties.url() == null ? null : new AmqpConnections(factory(properties));
    }

    /** Options of the URL override the defaults. */
    static JmsConnectionFactory factory(AmqpProperties properties) {
        JmsConnectionFactory factory = new JmsConnectionFactory();
        factory.setConnectTimeout(TIMEOUT);
        factory.setRequestTimeout(TIMEOUT);
        factory.setSendTimeout(TIMEOUT);
        factory.setCloseTimeout(TIMEOUT);
        // Commands run one after the other, so that many fetched ones would only wait here: other nodes could not take
        // them, RabbitMQ closes a session that keeps one for half an hour, and the client holds each whole in memory,
        // however large it is.
        JmsDefaultPrefetchPolicy prefetch = new JmsDefaultPrefetchPolicy();
        prefetch.setAll(PREFETCH);
        factory.setPrefetchPolicy(prefetch);
        // In addition to AmqpMessages, which asks for no object.
        JmsDefaultDeserializationPolicy nothing = new JmsDefaultDeserializationPolicy();
        nothing.setDenyList(JmsDefaultDeserializationPolicy.CATCH_ALL_WILDCARD);
        factory.setDeserializationPolicy(nothing);
        // The connection opens when it is made, so that what the broker says of itself is known before the first
        // session.
        factory.setAwaitClientID(false);
        factory.setUsername(properties.username());
        factory.setPassword(properties.password());
        boolean failover = properties.url().startsWith(FAILOVER);
        String nested = failover ? "failover.nested." : "";
        String url = with(properties.url(), nested, "transport.connectTimeout", TIMEOUT);
        url = with(url, nested, "amqp.idleTimeout", IDLE_TIMEOUT);
        // Else the client would try for ever, and the gateway's start and its sends would wait for it.
        factory.setRemoteURI(failover ? with(url, "failover.", "startupMaxReconnectAttempts", 1) : url);
        return factory;
    }

    private static String with(String url, String prefix, String option, int value) {
        if (url.contains(option + "=")) {
            return url;
        }
        boolean hasOptions = url.indexOf('?', url.lastIndexOf(')') + 1) >= 0;
        return url + (hasOptions ? "&" : "?") + prefix + option + "=" + value;
    }

    @Override
    public boolean isEnabled(String name, Component component) {
        return connections != null && component instanceof AMQPComponent;
    }

    @Override
    public void configure(String name, Component component) {
        JmsConfiguration configuration = ((AMQPComponent) component).getConfiguration();
        configuration.setConnectionFactory(connections);
        configuration.setErrorHandler(new FailedMessages());
        configuration.setJmsKeyFormatStrategy(new AmqpPropertyNames(connections::dialect));
        component
                .getCamelContext()
                .getCamelContextExtension()
                .registerEndpointCallback((uri, endpoint) -> adapted(endpoint));
    }

    /** Unless its URI names a connection of its own. */
    private Endpoint adapted(Endpoint endpoint) {
        if (endpoint instanceof JmsEndpoint jms && jms.getConfiguration().getConnectionFactory() == connections) {
            jms.getConfiguration().setTemplateConnectionFactory(new AmqpSenders(connections));
            jms.setBinding(new AmqpMessages(jms, connections::dialect));
        }
        return endpoint;
    }

    /** Spring destroys it after Camel, whose routes use it. */
    @Override
    public void destroy() {
        if (connections != null) {
            connections.destroy();
        }
    }
}
