package io.wagateway.engine;

import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.util.ObjectHelper;

/** How a refusal travels through the rows of an engine kind. */
final class EngineRefusal {
    static final String KEY = "refusal";

    /** The property with what {@link EngineHttpRequest} made for the last request. */
    private static final String REQUEST = "engineRequest";

    private static final String ANY = "*";

    private EngineRefusal() {}

    /** The refusal that the body is; null if it is a response. */
    static String of(Exchange exchange) {
        Object refusal = exchange.getMessage().getBody() instanceof Map<?, ?> map ? map.get(KEY) : null;
        return ObjectHelper.isEmpty(refusal) ? null : refusal.toString();
    }

    /** Ends the exchange here, unless the row of the last request continues after that refusal. */
    static void stopUnlessHandled(Exchange exchange, String refusal) {
        Map<?, ?> handled = handled(exchange);
        if (refusal != null && !handled.containsKey(ANY) && !handled.containsKey(refusal)) {
            exchange.setRouteStop(true);
        }
    }

    /** From a refusal that does not end the exchange to the row that continues; the empty string: none does. */
    static Map<?, ?> handled(Exchange exchange) {
        return (Map<?, ?>) request(exchange).get("onRefusal");
    }

    static Map<?, ?> request(Exchange exchange) {
        return exchange.getProperty(REQUEST, Map.class);
    }
}
