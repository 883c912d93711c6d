package io.wagateway.engine;

import java.util.Collection;
import java.util.function.BiPredicate;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.AsyncProcessorSupport;

/** The route to every engine, with a test's own engine behind it. */
public final class EngineRoute {
    private EngineRoute() {}

    /**
     * Serves every operation.
     *
     * @param entries of gateway.engines
     * @param engine responds to a request, now or later, as {@link AsyncProcessorSupport#process} does
     */
    public static void serve(
            CamelContext context, Collection<String> entries, BiPredicate<Exchange, AsyncCallback> engine)
            throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                for (String entry : entries) {
                    for (EngineOperation operation : EngineOperation.values()) {
                        String route = "engine-" + entry + "-" + operation.wireName();
                        from("direct:" + route).routeId(route).stop();
                    }
                }
                from(EngineClient.ROUTE).errorHandler(noErrorHandler()).process(new AsyncProcessorSupport() {
                    @Override
                    public boolean process(Exchange exchange, AsyncCallback callback) {
                        return engine.test(exchange, callback);
                    }
                });
            }
        });
    }
}
