package io.wagateway.event.relay;

import io.wagateway.error.StartupException;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultEndpoint;

/**
 * The endpoint that events go to: looked at before a route uses it, so that a URI that is none stops the start with a
 * line that does not hold it. Whether the broker is there is another matter: it may be down when the gateway starts.
 */
final class BrokerEndpoint {
    /** The routes of events.camel.yaml that carry events are there where this says true. */
    private static final String SWITCH = "broker.out";

    private static final String PROPERTY = "gateway.events.uri";

    BrokerEndpoint(CamelContext camel, RelayProperties properties) {
        camel.getPropertiesComponent().addOverrideProperty(SWITCH, String.valueOf(properties.isOn()));
        if (properties.isOn()) {
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
            // Its message, and its causes', hold the URI.
            throw StartupException.secret(
                    PROPERTY,
                    "Camel cannot send to it: a URI of a component that is on the class path, with options that it"
                            + " knows, for example kafka:events?brokers=host:9092 or amqp:queue:events");
        }
    }
}
