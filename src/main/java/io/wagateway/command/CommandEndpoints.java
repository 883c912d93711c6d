package io.wagateway.command;

import io.wagateway.error.StartupException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.camel.spi.EndpointUriFactory;
import org.apache.camel.spi.PropertiesFunction;
import org.apache.camel.support.HealthCheckComponent;
import org.apache.camel.util.URISupport;

/**
 * Resolves {@code {{commands:...}}} in a route: {@code configured}, {@code uri}, {@code caller-uri}, {@code reply-uri},
 * {@code dead-letter-uri} and {@code retries}. A URI gets safe defaults for options that it does not set, so that no
 * message is lost and no header controls the gateway. If Camel cannot use a URI, the gateway does not start.
 */
final class CommandEndpoints implements PropertiesFunction {
    /** Drops a message. */
    private static final String NOWHERE = "log:gateway.commands.nowhere?level=OFF";

    private static final String BYTES = "org.apache.kafka.common.serialization.ByteArray";
    /** How long it may take to send a reply and a dead letter to a slow broker. */
    private static final long MAX_SEND_MILLIS = 600_000;

    private static final Set<String> JMS = Set.of("amqp", "jms", "activemq", "activemq6");

    /** If false, Camel leaves the message as it is, and deserialises no object in it. */
    private static final String WHOLE = "mapJmsMessage";

    private static final String HEADERS = "headerFilterStrategy";

    private final CamelContext context;
    private final CommandProperties properties;

    CommandEndpoints(CamelContext context, CommandProperties properties) {
        this.context = context;
        this.properties = properties;
        context.getPropertiesComponent().addPropertiesFunction(this);
    }

    @Override
    public String getName() {
        return "commands";
    }

    @Override
    public String apply(String key) {
        return switch (key) {
            case "configured" -> String.valueOf(properties.uri() != null);
            case "retries" -> String.valueOf(properties.attempts() - 1);
            case "uri" -> checked("gateway.commands.uri", properties.uri(), true);
            case "caller-uri" -> supportsReplyTo() ? apply("uri") : NOWHERE;
            case "reply-uri" -> checked("gateway.commands.reply-uri", properties.replyUri(), false);
            case "dead-letter-uri" -> checked("gateway.commands.dead-letter-uri", properties.deadLetterUri(), false);
            default -> throw new IllegalArgumentException("there is no {{commands:" + key + "}}");
        };
    }

    /** Whether a message may have a reply address; the reply uses the connection that received the message. */
    private boolean supportsReplyTo() {
        return properties.uri() != null && JMS.contains(scheme(properties.uri()));
    }

    private static String scheme(String uri) {
        return uri.substring(0, Math.max(0, uri.indexOf(':')));
    }

    private String checked(String property, String uri, boolean isConsumer) {
        if (uri == null) {
            return NOWHERE;
        }
        try {
            String scheme = scheme(uri);
            String whole = withDefaults(isConsumer ? consumer(scheme) : producer(scheme), uri);
            Endpoint endpoint = context.getEndpoint(whole);
            if (endpoint instanceof KafkaEndpoint kafka) {
                // Camel would fail only when the route starts, with a second error.
                Objects.requireNonNull(kafka.getConfiguration().getBrokers());
            }
            if (endpoint.getComponent() instanceof HealthCheckComponent component) {
                // The gateway stays ready while the broker is down: requests do not need it.
                component.setHealthCheckConsumerEnabled(false);
            }
            if (isConsumer) {
                endpoint.createConsumer(exchange -> {});
            } else {
                endpoint.createProducer();
            }
            return whole;
        } catch (Exception e) {
            // Without the cause, which would quote the URI and a password in it.
            throw StartupException.secret(
                    property,
                    isConsumer
                            ? "not a URI that Camel can receive messages from: check its component and each option"
                            : "not a URI that Camel can send messages to: check its component and each option");
        }
    }

    /**
     * A message is acknowledged only when its outcome is known: by the route's last step on Kafka, by the commit of the
     * session on JMS.
     */
    private Map<String, String> consumer(String scheme) {
        Map<String, String> options = new LinkedHashMap<>();
        EndpointUriFactory factory = context.getCamelContextExtension().getEndpointUriFactory(scheme);
        if (factory != null && factory.propertyNames().contains(HEADERS)) {
            options.put(HEADERS, "#commandHeaders");
        }
        switch (scheme) {
            case "kafka" -> {
                options.put("groupId", "whatsapp-gateway");
                options.put("autoOffsetReset", "earliest");
                options.put("autoCommitEnable", "false");
                options.put("allowManualCommit", "true");
                // A message without acknowledgement is redelivered; otherwise the offset of the next one would
                // acknowledge it.
                options.put("breakOnFirstError", "true");
                options.put("kafkaManualCommitFactory", "#commandCommits");
                options.put("maxPollRecords", "1");
                options.put("maxPollIntervalMs", String.valueOf(maxMillis()));
                options.put("consumersCount", "4");
                // At a stop Camel waits for the poll of each consumer, one after the other.
                options.put("pollTimeoutMs", "500");
                options.put("shutdownTimeout", "2000");
                options.put("keyDeserializer", BYTES + "Deserializer");
                options.put("valueDeserializer", BYTES + "Deserializer");
            }
            case "amqp", "jms", "activemq", "activemq6" -> {
                options.put("transacted", "true");
                options.put("lazyCreateTransactionManager", "false");
                // If the reply address does not work, Camel would roll the command back and repeat it.
                options.put("disableReplyTo", "true");
                options.put("exceptionListener", "#commandConsumer");
                options.put("errorHandler", "#commandConsumer");
                options.put("messageListenerContainerFactory", "#commandListeners");
                options.put(WHOLE, "false");
            }
            case "sjms", "sjms2" -> {
                options.put("transacted", "true");
                options.put(WHOLE, "false");
            }
            default -> {}
        }
        return options;
    }

    private static Map<String, String> producer(String scheme) {
        return scheme.equals("kafka")
                ? Map.of(
                        "keySerializer", BYTES + "Serializer",
                        "valueSerializer", BYTES + "Serializer",
                        // The route must continue on the consumer's thread, the only one that may acknowledge.
                        "synchronous", "true")
                : Map.of();
    }

    /** How long a command may take with all its attempts; after that Kafka reassigns the consumer's partitions. */
    private long maxMillis() {
        return MAX_SEND_MILLIS + properties.attempts() * (CommandInvoker.TIMEOUT_MILLIS + BackOff.MAX_MILLIS);
    }

    private static String withDefaults(Map<String, String> defaults, String uri) throws Exception {
        Map<String, Object> given = URISupport.parseQuery(URISupport.extractQuery(uri), true);
        StringBuilder whole = new StringBuilder(uri);
        for (Map.Entry<String, String> option : defaults.entrySet()) {
            if (!given.containsKey(option.getKey())) {
                whole.append(whole.indexOf("?") < 0 ? '?' : '&')
                        .append(option.getKey())
                        .append('=')
                        .append(option.getValue());
            }
        }
        return whole.toString();
    }
}
