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

    /** Whether there is a route for it. */
    boolean leadsTo(String entry, EngineOperation operation) {
        return context.getRoute(routeId(entry, operation)) != null;
    }

    /** Whether the route of an operation is made with that value of a parameter, if by default only. */
    boolean declares(String entry, EngineOperation operation, String parameter, String value) {
        RouteDefinition definition = ((ModelCamelContext) context).getRouteDefinition(routeId(entry, operation));
        return definition != null
                && definition.getTemplateParameters() != null
                && value.equals(definition.getTemplateParameters().get(parameter));
    }

    private static String routeId(String entry, EngineOperation operation) {
        return "engine-" + entry + "-" + operation.wireName();
    }

    /**
     * Never throws, and always ends.
     *
     * @param timeout when to give up
     * @return what the route answered, a refusal too; or what it threw, as it threw it; or a {@link
     *     java.util.concurrent.TimeoutException}
     */
    CompletableFuture<Map<String, Object>> ask(EngineRequest call, Duration timeout) {
        CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
        try {
            Exchange exchange = exchange(call, timeout);
            producer().process(exchange, doneSync -> end(answer, exchange));
        } catch (Throwable e) {
            // Also what a script may end with: a class that is not there, or a stack that is full.
            answer.completeExceptionally(e);
        }
        return answer.isDone() ? answer : answer.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Exchange exchange(EngineRequest call, Duration timeout) {
        Exchange exchange = new DefaultExchange(context, ExchangePattern.InOut);
        exchange.setProperty(CallContext.REQUEST_ID, call.requestId());
        exchange.setProperty(ResponseTags.ENGINE, call.entry());
        exchange.setProperty(OPERATION, call.operation().wireName());
        exchange.setProperty(EngineClient.DEADLINE, System.nanoTime() + timeout.toNanos());
        Map<String, Object> body = new LinkedHashMap<>(call.question());
        body.put("timeoutMs", timeout.toMillis());
        exchange.setProperty(REQUEST, body);
        exchange.setProperty(QUESTION, body);
        exchange.getMessage().setBody(body);
        return exchange;
    }

    @SuppressWarnings("unchecked")
    private static void end(CompletableFuture<Map<String, Object>> answer, Exchange exchange) {
        if (exchange.getException() != null) {
            answer.completeExceptionally(exchange.getException());
        } else if (exchange.getMessage().getBody() instanceof Map<?, ?> body) {
            answer.complete((Map<String, Object>) body);
        } else {
            answer.complete(INVALID);
        }
    }

    private AsyncProducer producer() throws Exception {
        AsyncProducer open = producer;
        if (open == null) {
            open = context.getEndpoint(EngineClient.DOOR).createAsyncProducer();
            ServiceHelper.startService(open);
            producer = open;
        }
        return open;
    }
}
