package io.wagateway.http;

import io.wagateway.pipeline.CallContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.model.Model;
import org.apache.camel.model.rest.RestDefinition;
import org.apache.camel.model.rest.VerbDefinition;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.util.FileUtil;
import org.springframework.util.StringUtils;

/** One path and method of the REST DSL: passes a request to its route and releases the thread. */
final class HttpConsumer extends DefaultConsumer implements PlatformHttpConsumer, Suspendable {
    private static final String ALL_METHODS = "GET,POST,PUT,PATCH,DELETE";

    private final HttpEngine engine;
    private String operationId;

    HttpConsumer(PlatformHttpEndpoint endpoint, Processor processor, HttpEngine engine) {
        super(endpoint, processor);
        this.engine = engine;
    }

    @Override
    public PlatformHttpEndpoint getEndpoint() {
        return (PlatformHttpEndpoint) super.getEndpoint();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        String path = getEndpoint().getPath();
        String restricted = getEndpoint().getHttpMethodRestrict();
        for (String method : StringUtils.commaDelimitedListToSet(restricted == null ? ALL_METHODS : restricted)) {
            // ApiFilter serves OPTIONS for every path, without a route.
            if (!method.equals("OPTIONS")) {
                operationId = operationId(getEndpoint().getCamelContext(), path, method);
                engine.endpoints().add(path, method, this);
            }
        }
    }

    @Override
    protected void doStop() throws Exception {
        engine.endpoints().remove(this);
        super.doStop();
    }

    void serve(
            HttpServletRequest request,
            HttpServletResponse response,
            String requestId,
            Map<String, String> params,
            RequestBody body) {
        Exchange exchange = createExchange(false);
        exchange.setPattern(ExchangePattern.InOut);
        HttpExchange http = new HttpExchange(request, response, body, exchange, engine.metrics(), engine.memory());
        CallContext.initialize(
                exchange, requestId, operationId, HttpExchange.credentials(request), params, http.body());
        exchange.setProperty(CallContext.IS_HTTP, true);
        exchange.setProperty(CallContext.QUERY, request.getQueryString());
        if (request.getHeader(CallContext.IDEMPOTENCY_HEADER) != null) {
            exchange.setProperty(
                    CallContext.IDEMPOTENCY_KEYS, Collections.list(request.getHeaders(CallContext.IDEMPOTENCY_HEADER)));
            exchange.setProperty(CallContext.PATH_PARAMETERS, params);
        }
        exchange.setProperty(CallContext.ACCEPT, HttpExchange.accept(request));
        exchange.setProperty(CallContext.IS_DELIVERY, request.getHeader(CallContext.DELIVERY_HEADER) != null);
        exchange.setProperty(CallContext.HEADERS, (UnaryOperator<String>) request::getHeader);
        exchange.setProperty(CallContext.LAST_EVENT_ID, request.getHeader("Last-Event-ID"));
        boolean done = getAsyncProcessor()
                .process(
                        exchange,
                        doneSync -> CallContext.logged(requestId, () -> {
                            http.respond();
                            releaseExchange(exchange, false);
                        }));
        if (!done) {
            engine.startTimeout(http);
        }
    }

    /** The id of the REST DSL's verb is the contract's operationId. */
    private static String operationId(CamelContext context, String path, String method) {
        for (RestDefinition rest :
                context.getCamelContextExtension().getContextPlugin(Model.class).getRestDefinitions()) {
            for (VerbDefinition verb : rest.getVerbs()) {
                String full = "/" + join(rest.getPath(), verb.getPath());
                if (full.equals(path) && verb.asVerb().equalsIgnoreCase(method)) {
                    return verb.getId();
                }
            }
        }
        return null;
    }

    private static String join(String base, String path) {
        String front = base == null ? "" : FileUtil.stripTrailingSeparator(FileUtil.stripLeadingSeparator(base));
        String back = path == null ? "" : FileUtil.stripLeadingSeparator(path);
        return front.isEmpty() || back.isEmpty() ? front + back : front + "/" + back;
    }
}
