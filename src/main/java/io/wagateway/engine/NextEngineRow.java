package io.wagateway.engine;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.util.ObjectHelper;

/**
 * The last step of a row. If the response script returned a refusal, or the call continued after one, it sets the
 * property {@code engineNext} to the row that continues, null if none does. A refusal that the row does not handle ends
 * the exchange.
 */
public final class NextEngineRow implements Processor {
    @Override
    public void process(Exchange exchange) {
        String refusal = EngineRefusal.of(exchange);
        EngineRefusal.stopUnlessHandled(exchange, refusal);
        Object next = EngineRefusal.handled(exchange).get(refusal);
        exchange.setProperty("engineNext", ObjectHelper.isEmpty(next) ? null : next);
    }
}
