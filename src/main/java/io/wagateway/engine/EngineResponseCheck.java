package io.wagateway.engine;

import java.util.Collection;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The last step of the one call to an engine. A success of a shape that the row does not expect becomes the refusal
 * {@code invalid_response}. Sets the property {@code engineRefusal}: the refusal; null after a success; {@code none} after
 * an error that has become the operation's response. Ends the exchange if it is not null, unless the row continues.
 */
public final class EngineResponseCheck implements Processor {
    private static final String NO_SUCCESS = "none";

    @Override
    public void process(Exchange exchange) {
        int status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        boolean isSuccess = status >= 200 && status <= 299;
        if (isSuccess && !ResponseShape.fits(exchange.getMessage().getBody(), expected(exchange))) {
            exchange.getMessage().setBody(Map.of(EngineRefusal.KEY, "invalid_response"));
        }
        String refusal = EngineRefusal.of(exchange);
        String result = refusal == null && !isSuccess ? NO_SUCCESS : refusal;
        exchange.setProperty("engineRefusal", result);
        EngineRefusal.stopUnlessHandled(exchange, result);
    }

    @SuppressWarnings("unchecked")
    private static Collection<String> expected(Exchange exchange) {
        return (Collection<String>) EngineRefusal.request(exchange).get("expect");
    }
}
