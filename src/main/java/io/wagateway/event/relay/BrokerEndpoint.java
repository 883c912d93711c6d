package io.wagateway.event.relay;

import io.wagateway.error.StartupException;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultEndpoint;

/**
 * Checks the endpoint that events go to before a route uses it: an invalid URI stops the start with a message that does not
 * contain it. The broker itself may be down when the gateway starts.
 */
final class BrokerEndpoint {
    /** The routes of events.camel.yaml that publish events exist if this property is true. */
    private static final String SWITCH = "broker.out";

    private static final String PROPERTY = "gateway.events.uri";

    BrokerEndpoint(CamelContext camel, RelayProperties properties) {
        camel.getPropertiesComponent().addOverrideProperty(SWITCH, String.valueOf(properties.isEnabled()));
        if (properties.isEnabled()) {
            check(camel, properties.uri());
        }
    }

    private static void check(CamelContext camel, String uri) {
        try {
            Endpoint endpoint = camel.getEndpoint(uri);
            if (endpoint instanceof DefaultEndpoint lazy) {
                lazy.setLazyStartProducer(true);
            }
            endpoint.createProducer();
        } catch (Exception | LinkageError e) {
            // The messages of the exception and its causes contain the URI.
            throw StartupException.secret(
                    PROPERTY,
                    "Camel cannot send to it: a URI of a component that is on the class path, with options that it"
                            + " knows, for example kafka:events?brokers=host:9092 or amqp:queue:events");
        }
    }
}
