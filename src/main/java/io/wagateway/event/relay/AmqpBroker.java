package io.wagateway.event.relay;

import org.apache.camel.Component;
import org.apache.camel.component.amqp.AMQPComponent;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jms.connection.CachingConnectionFactory;

/**
 * Connects Camel's component {@code amqp} to the broker of {@code gateway.amqp}, so that {@code amqp:queue:name} and {@code
 * amqp:topic:name} need no options. All endpoints share one connection. It is opened on first use, and again after it was
 * lost. If no URL is set, the component keeps Camel's defaults.
 *
 * <p>The connection factory is not a bean: Spring Boot would include it in the gateway's health.
 */
final class AmqpBroker implements ComponentCustomizer, DisposableBean {
    /** Milliseconds; time-out of every request to the broker. */
    private static final int TIMEOUT = 5_000;

    /** Milliseconds without a heartbeat after which the connection is lost. */
    private static final int IDLE_TIMEOUT = 10_000;

    private static final int SESSIONS = 32;

    private final CachingConnectionFactory connections;

    AmqpBroker(AmqpProperties properties) {
        this.connections = properties.url() == null ? null : new CachingConnectionFactory(factory(properties));
        if (connections != null) {
            connections.setSessionCacheSize(SESSIONS);
            // A cached consumer would take messages after its listener is gone.
            connections.setCacheConsumers(false);
        }
    }

    /** Options of the URL override the defaults. */
    static JmsConnectionFactory factory(AmqpProperties properties) {
        JmsConnectionFactory factory = new JmsConnectionFactory();
        factory.setConnectTimeout(TIMEOUT);
        factory.setRequestTimeout(TIMEOUT);
        factory.setSendTimeout(TIMEOUT);
        factory.setCloseTimeout(TIMEOUT);
        factory.setUsername(properties.username());
        factory.setPassword(properties.password());
        String url = with(properties.url(), "transport.connectTimeout", TIMEOUT);
        factory.setRemoteURI(with(url, "amqp.idleTimeout", IDLE_TIMEOUT));
        return factory;
    }

    private static String with(String url, String option, int value) {
        if (url.contains(option + "=")) {
            return url;
        }
        String name = url.startsWith("failover:") ? "failover.nested." + option : option;
        boolean hasOptions = url.indexOf('?', url.lastIndexOf(')') + 1) >= 0;
        return url + (hasOptions ? "&" : "?") + name + "=" + value;
    }

    @Override
    public boolean isEnabled(String name, Component component) {
        return connections != null && component instanceof AMQPComponent;
    }

    @Override
    public void configure(String name, Component component) {
        ((AMQPComponent) component).getConfiguration().setConnectionFactory(connections);
    }

    /** Spring destroys it after Camel, whose routes use it. */
    @Override
    public void destroy() {
        if (connections != null) {
            connections.destroy();
        }
    }
}
