package io.wagateway.event.relay;

import io.wagateway.error.CheckedProperties;
import io.wagateway.error.StartupException;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The AMQP 1.0 broker of {@code amqp:} endpoints.
 *
 * @param url the broker's URL with options of Apache Qpid JMS, for example {@code amqp://host:5672},
 *     {@code amqps://host} or {@code failover:(amqp://a,amqp://b)}; default none
 * @param username the user; default none: anonymous
 * @param password the user's password; default none
 */
@ConfigurationProperties("gateway.amqp")
public record AmqpProperties(String url, String username, String password) implements CheckedProperties {
    private static final Pattern URL = Pattern.compile("(amqps?|amqpwss?)://.+|failover:\\(.+\\).*");

    public AmqpProperties {
        url = blankIsNull(url);
        username = blankIsNull(username);
        password = blankIsNull(password);
    }

    /** Checks that the client can read the URL, and that there are no credentials without a URL. */
    @Override
    public void check() {
        if (url == null && (username != null || password != null)) {
            throw StartupException.secret(
                    "gateway.amqp.url", "set it, or leave out gateway.amqp.username and .password");
        }
        if (url != null) {
            // The message must not contain the value: it may hold a password.
            StartupException invalid = StartupException.secret(
                    "gateway.amqp.url",
                    "for example amqp://host:5672, amqps://host or failover:(amqp://a,amqp://b), with options of Qpid JMS");
            if (!URL.matcher(url).matches()) {
                throw invalid;
            }
            try {
                AmqpBroker.factory(this);
            } catch (IllegalArgumentException e) {
                throw invalid;
            }
        }
    }

    /** Leaves out the password, and the URL, which may hold one. */
    @Override
    public String toString() {
        return "AmqpProperties[" + (url == null ? "none" : "set") + "]";
    }

    private static String blankIsNull(String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
