package io.wagateway.event.relay;

import io.wagateway.error.StartupException;
import java.util.regex.Pattern;

/**
 * The AMQP 1.0 broker that {@code amqp:} endpoints are about.
 *
 * @param url for example {@code amqp://host:5672}, {@code amqps://host} or {@code failover:(amqp://a,amqp://b)}, with the
 *     options of Apache Qpid JMS; null: none
 * @param username null: anonymous
 * @param password null: none
 */
public record AmqpProperties(String url, String username, String password) {
    private static final Pattern URL = Pattern.compile("(amqps?|amqpwss?)://.+|failover:\\(.+\\).*");

    public AmqpProperties {
        url = blankIsNull(url);
        username = blankIsNull(username);
        password = blankIsNull(password);
    }

    /** Refuses to start with a URL that the client cannot take, or with credentials for nobody. */
    public void check() {
        if (url == null && (username != null || password != null)) {
            throw StartupException.secret(
                    "gateway.amqp.url", "set it, or leave out gateway.amqp.username and .password");
        }
        if (url != null) {
            // The value may hold a password.
            StartupException refused = StartupException.secret(
                    "gateway.amqp.url",
                    "for example amqp://host:5672, amqps://host or failover:(amqp://a,amqp://b), with options of Qpid JMS");
            if (!URL.matcher(url).matches()) {
                throw refused;
            }
            try {
                AmqpBroker.factory(this);
            } catch (IllegalArgumentException e) {
                throw refused;
            }
        }
    }

    /** Without the password, which a log line would show. */
    @Override
    public String toString() {
        return "AmqpProperties[" + (url == null ? "none" : "set") + "]";
    }

    private static String blankIsNull(String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
