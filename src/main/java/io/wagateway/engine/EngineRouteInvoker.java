package io.wagateway.engine;

import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.ResponseTags;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.ServiceHelper;

/** The way into an engine's route, and back out of it in time. */
final class EngineRouteInvoker {
    private static final String OPERATION = "engineOperation";

    /** Exchange property: the operation's request, which stays when the body has become a response. */
    static final String REQUEST = "request";

    /** The old name of {@link #REQUEST}, for users' routes. */
    private static final String QUESTION = "question";

    private static final Map<String, Object> INVALID = Map.of("refusal", RefusalTranslator.INVALID_RESPONSE);

    private final CamelContext context;
    private volatile AsyncProducer producer;

    EngineRouteInvoker(CamelContext context) {
        this.context = context;
    }

    /** Whether the entry has a route for the operation. */
    boolean hasRoute(String entry, EngineOperation operation) {
        return context.getRoute(routeId(entry, operation)) != null;
    }

    /** Whether the template parameter of the operation's route has that value, be it by default. */
    boolean declares(String entry, EngineOperation operation, String parameter, String value) {
        return value.equals(parameter(entry, operation, parameter));
    }

    /** The value of a template parameter of the operation's route, be it by default; null if there is none. */
    String parameter(String entry, EngineOperation operation, String parameter) {
        RouteDefinition definition = ((ModelCamelContext) context).getRouteDefinition(routeId(entry, operation));
        return definition == null || definition.getTemplateParameters() == null
                ? null
                : (String) definition.getTemplateParameters().get(parameter);
    }

    private static String routeId(String entry, EngineOperation operation) {
        return "engine-" + entry + "-" + operation.wireName();
    }

    /**
     * Calls the operation's route. It never throws, and the future always completes.
     *
     * @param timeout after which the future fails with a {@link java.util.concurrent.TimeoutException}
     * @return the route's response, which may be a refusal; or the exception that the route threw
     */
    CompletableFuture<Map<String, Object>> invoke(EngineRequest call, Duration timeout) {
        CompletableFuture<Map<String, Object>> response = new CompletableFuture<>();
        try {
            Exchange exchange = exchange(call, timeout);
            producer().process(exchange, doneSync -> complete(response, exchange));
        } catch (Throwable e) {
            // A script may also fail with an Error: a missing class, or a stack overflow.
            response.completeExceptionally(e);
        }
        return response.isDone() ? response : response.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Exchange exchange(EngineRequest call, Duration timeout) {
        Exchange exchange = new DefaultExchange(context, ExchangePattern.InOut);
        exchange.setProperty(CallContext.REQUEST_ID, call.requestId());
        exchange.setProperty(ResponseTags.ENGINE, call.entry());
        exchange.setProperty(OPERATION, call.operation().wireName());
        exchange.setProperty(EngineClient.DEADLINE, System.nanoTime() + timeout.toNanos());
        Map<String, Object> body = new LinkedHashMap<>(call.body());
        body.put("timeoutMs", timeout.toMillis());
        exchange.setProperty(REQUEST, body);
        exchange.setProperty(QUESTION, body);
        exchange.getMessage().setBody(body);
        return exchange;
    }

    @SuppressWarnings("unchecked")
    private static void complete(CompletableFuture<Map<String, Object>> response, Exchange exchange) {
        if (exchange.getException() != null) {
            response.completeExceptionally(exchange.getException());
        } else if (exchange.getMessage().getBody() instanceof Map<?, ?> body) {
            response.complete((Map<String, Object>) body);
        } else {
            response.complete(INVALID);
        }
    }

    private AsyncProducer producer() throws Exception {
        AsyncProducer open = producer;
        if (open == null) {
            open = context.getEndpoint(EngineClient.ROUTE).createAsyncProducer();
            ServiceHelper.startService(open);
            producer = open;
        }
        return open;
    }
}
