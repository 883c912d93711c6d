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
 * What {@code {{commands:...}}} is in a route: {@code configured}, {@code uri}, {@code caller-uri}, {@code
 * reply-uri}, {@code dead-letter-uri} and {@code retries}. A URI gets what it does not say itself, so that no message is lost and none
 * steers the gateway; what Camel cannot use stops the start.
 */
final class CommandEndpoints implements PropertiesFunction {
    /** Takes a message and forgets it. */
    private static final String NOWHERE = "log:gateway.commands.nowhere?level=OFF";

    private static final String BYTES = "org.apache.kafka.common.serialization.ByteArray";
    /** What it may take to be rid of an answer and a dead letter, with a broker that answers badly. */
    private static final long SENDS_MILLIS = 600_000;

    private static final Set<String> JMS = Set.of("amqp", "jms", "activemq", "activemq6");

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
            case "caller-uri" -> ownAddresses() ? apply("uri") : NOWHERE;
            case "reply-uri" -> checked("gateway.commands.reply-uri", properties.replyUri(), false);
            case "dead-letter-uri" -> checked("gateway.commands.dead-letter-uri", properties.deadLetterUri(), false);
            default -> throw new IllegalArgumentException("there is no {{commands:" + key + "}}");
        };
    }

    /** Whether a message may name the address of its answer, which is sent by the connection that brought the message. */
    private boolean ownAddresses() {
        return properties.uri() != null && JMS.contains(scheme(properties.uri()));
    }

    private static String scheme(String uri) {
        return uri.substring(0, Math.max(0, uri.indexOf(':')));
    }

    private String checked(String property, String uri, boolean in) {
        if (uri == null) {
            return NOWHERE;
        }
        try {
            String scheme = scheme(uri);
            String whole = with(in ? consumer(scheme) : producer(scheme), uri);
            Endpoint endpoint = context.getEndpoint(whole);
            if (endpoint instanceof KafkaEndpoint kafka) {
                // Camel would look for it when the route starts, and tell the start a second time.
                Objects.requireNonNull(kafka.getConfiguration().getBrokers());
            }
            if (endpoint.getComponent() instanceof HealthCheckComponent component) {
                // A broker that is away makes no gateway unready: requests do not need it.
                component.setHealthCheckConsumerEnabled(false);
            }
            if (in) {
                endpoint.createConsumer(exchange -> {});
            } else {
                endpoint.createProducer();
            }
            return whole;
        } catch (Exception e) {
            // Not told why: the reason would quote the URI, and a password in it.
            throw StartupException.secret(
                    property,
                    in
                            ? "not a URI that Camel can take messages from: look at its component, and at each option"
                            : "not a URI that Camel can send messages to: look at its component, and at each option");
        }
    }

    /**
     * A message is acknowledged when its outcome is known, and not before: by the route's last step on Kafka, by the
     * commit of the session on JMS.
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
                // What was not acknowledged comes again; else the next one's offset would acknowledge it, too.
                options.put("breakOnFirstError", "true");
                options.put("kafkaManualCommitFactory", "#commandCommits");
                options.put("maxPollRecords", "1");
                options.put("maxPollIntervalMs", String.valueOf(longestMillis()));
                options.put("consumersCount", "4");
                // At a stop each consumer is waited for, one after the other, until its poll ends.
                options.put("pollTimeoutMs", "500");
                options.put("shutdownTimeout", "2000");
                options.put("keyDeserializer", BYTES + "Deserializer");
                options.put("valueDeserializer", BYTES + "Deserializer");
            }
            case "amqp", "jms", "activemq", "activemq6" -> {
                options.put("transacted", "true");
                options.put("lazyCreateTransactionManager", "false");
                // Camel would take a command back, and have it done again, where the address of its answer is none.
                options.put("disableReplyTo", "true");
                options.put("errorHandlerLogStackTrace", "false");
            }
            case "sjms", "sjms2" -> options.put("transacted", "true");
            default -> {}
        }
        return options;
    }

    private static Map<String, String> producer(String scheme) {
        return scheme.equals("kafka")
                ? Map.of(
                        "keySerializer", BYTES + "Serializer",
                        "valueSerializer", BYTES + "Serializer",
                        // The route goes on with the consumer's thread, which alone may acknowledge.
                        "synchronous", "true")
                : Map.of();
    }

    /** What a command may take with all its attempts; Kafka gives a silent consumer's partitions away after that. */
    private long longestMillis() {
        return SENDS_MILLIS + properties.attempts() * (CommandInvoker.MILLIS_TO_ANSWER + BackOff.LONGEST_MILLIS);
    }

    private static String with(Map<String, String> defaults, String uri) throws Exception {
        Map<String, Object> said = URISupport.parseQuery(URISupport.extractQuery(uri), true);
        StringBuilder whole = new StringBuilder(uri);
        for (Map.Entry<String, String> option : defaults.entrySet()) {
            if (!said.containsKey(option.getKey())) {
                whole.append(whole.indexOf("?") < 0 ? '?' : '&')
                        .append(option.getKey())
                        .append('=')
                        .append(option.getValue());
            }
        }
        return whole.toString();
    }
}
