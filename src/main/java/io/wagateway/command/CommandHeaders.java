package io.wagateway.command;

import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.Credential;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * Keeps all headers of a broker's message out of Camel, as names like {@code CamelJmsDestinationName} or {@code
 * kafka.OVERRIDE_TOPIC}, in any case, would control it. The token is read here: a message may have the header twice, and
 * Camel would keep only the last.
 */
final class CommandHeaders implements HeaderFilterStrategy {
    static final String TOKEN = "Authorization";

    /** Bytes, as many as the HTTP server takes; a truncated token is not valid. */
    private static final int MAX_TOKEN_LENGTH = 8 * 1024;

    /** One more than a message may have is enough to reject it. */
    private static final int MAX_CREDENTIALS = 2;

    @Override
    public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
        if (TOKEN.equalsIgnoreCase(name)) {
            add(exchange, value);
        }
        return true;
    }

    @Override
    public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
        return !Exchange.CONTENT_TYPE.equalsIgnoreCase(name);
    }

    /** Reads the token from the exchange, for a component without a header filter. */
    static void collect(Exchange exchange) {
        Object value = exchange.getMessage().getHeader(TOKEN);
        if (value instanceof Iterable<?> several) {
            several.forEach(each -> add(exchange, each));
        } else if (value != null) {
            add(exchange, value);
        }
    }

    private static void add(Exchange exchange, Object value) {
        List<Credential> known = CallContext.credentials(exchange);
        if (known.size() < MAX_CREDENTIALS) {
            List<Credential> credentials = new ArrayList<>(known);
            credentials.add(new Credential(Credential.Source.AUTHORIZATION, text(value)));
            exchange.setProperty(CallContext.CREDENTIALS, credentials);
        }
    }

    private static String text(Object value) {
        if (value instanceof byte[] bytes) {
            return new String(bytes, 0, Math.min(bytes.length, MAX_TOKEN_LENGTH), StandardCharsets.UTF_8);
        }
        String text = String.valueOf(value);
        return text.substring(0, Math.min(text.length(), MAX_TOKEN_LENGTH));
    }
}
