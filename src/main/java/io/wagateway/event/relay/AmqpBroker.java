package io.wagateway.event.relay;

import org.apache.camel.Component;
import org.apache.camel.component.amqp.AMQPComponent;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jms.connection.CachingConnectionFactory;

/**
 * Gives Camel's component {@code amqp} the broker of {@code gateway.amqp}, so that {@code amqp:queue:name} and {@code
 * amqp:topic:name} need nothing but the URI. All of them, in and out, share one connection, which is made when it is
 * needed and made again when it is lost. Where no URL is set, the component is as Camel has it.
 *
 * <p>The connection factory is no bean of its own: Spring Boot would watch it, and call the gateway sick with its broker.
 */
final class AmqpBroker implements ComponentCustomizer, DisposableBean {
    /** Milliseconds: nothing that a broker is asked for takes longer, or it has failed. */
    private static final int PATIENCE = 5_000;

    /** Milliseconds without a sign of life after which the connection is lost. */
    private static final int SILENCE = 10_000;

    private static final int SESSIONS = 32;

    private final CachingConnectionFactory statusService;

    AmqpBroker(AmqpProperties properties) {
        this.statusService = properties.url() == null ? null : new CachingConnectionFactory(factory(properties));
        if (statusService != null) {
            statusService.setSessionCacheSize(SESSIONS);
            // Listeners come and go; a cached one would go on taking messages for nobody.
            statusService.setCacheConsumers(false);
        }
    }

    /** What the URL itself says goes first. */
    static JmsConnectionFactory factory(AmqpProperties properties) {
        JmsConnectionFactory factory = new JmsConnectionFactory();
        factory.setConnectTimeout(PATIENCE);
        factory.setRequestTimeout(PATIENCE);
        factory.setSendTimeout(PATIENCE);
        factory.setCloseTimeout(PATIENCE);
        factory.setUsername(properties.username());
        factory.setPassword(properties.password());
        String url = with(properties.url(), "transport.connectTimeout", PATIENCE);
        factory.setRemoteURI(with(url, "amqp.idleTimeout", SILENCE));
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
        return statusService != null && component instanceof AMQPComponent;
    }

    @Override
    public void configure(String name, Component component) {
        ((AMQPComponent) component).getConfiguration().setConnectionFactory(statusService);
    }

    /** After Camel, whose routes use it. */
    @Override
    public void destroy() {
        if (statusService != null) {
            statusService.destroy();
        }
    }
}
