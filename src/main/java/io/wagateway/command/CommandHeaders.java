package io.wagateway.command;

import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.Credential;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * Lets no header of a broker's message into Camel, where names like {@code CamelJmsDestinationName} or {@code
 * kafka.OVERRIDE_TOPIC}, in whatever case, would steer it. The token is taken here: a message may carry the header twice,
 * and Camel would keep the last.
 */
final class CommandHeaders implements HeaderFilterStrategy {
    static final String TOKEN = "Authorization";

    /** As much as the HTTP server takes; a token that is cut is none. */
    private static final int LONGEST_TOKEN = 8 * 1024;

    /** One more than a message may have tells as much as a hundred. */
    private static final int MOST_CREDENTIALS = 2;

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

    /** Where a component knows no filter, its headers are there to be looked at. */
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
        if (known.size() < MOST_CREDENTIALS) {
            List<Credential> credentials = new ArrayList<>(known);
            credentials.add(new Credential(Credential.Source.AUTHORIZATION, text(value)));
            exchange.setProperty(CallContext.CREDENTIALS, credentials);
        }
    }

    private static String text(Object value) {
        if (value instanceof byte[] bytes) {
            return new String(bytes, 0, Math.min(bytes.length, LONGEST_TOKEN), StandardCharsets.UTF_8);
        }
        String text = String.valueOf(value);
        return text.substring(0, Math.min(text.length(), LONGEST_TOKEN));
    }
}
