package io.wagateway.engine.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.AsyncResult;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.wagateway.engine.EngineClient;
import io.wagateway.pipeline.ResponseTags;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.vertx.http.DefaultVertxHttpBinding;
import org.apache.camel.component.vertx.http.VertxHttpConstants;
import org.apache.camel.component.vertx.http.VertxHttpEndpoint;
import org.apache.camel.component.vertx.http.VertxHttpHelper;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * What goes to an engine and what comes back from it, bounded. The requests are of a client of ours: Camel's own would
 * send a decoded path, and speak plain HTTP to a port that is named in an https URL.
 */
final class EngineHttpBinding extends DefaultVertxHttpBinding {
    /** Bytes: a community of 1,024 members with names and pictures is well under one mebibyte. */
    static final int LARGEST_ANSWER = 4 * 1024 * 1024;

    /** Bytes of all answers of one engine that arrive at one time: of a thousand calls, few have the largest answer. */
    static final long LARGEST_TOGETHER = 64L * 1024 * 1024;

    /** For a call that no engine's deadline bounds: a route of an integrator's own. */
    private static final long DEFAULT_DEADLINE = TimeUnit.SECONDS.toNanos(15);

    private static final String RETRY_AFTER = "Retry-After";

    /** It may also be a date, which is not worth reading. */
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}");

    private static final String ANSWER = "engineHttpAnswer";

    private final WebClient client;
    private final MeterProvider<Counter> requests;

    /** By entry; those of the routes of an integrator's own, which ask no engine, share one. */
    private final Map<String, ResponseBudget> budgets = new ConcurrentHashMap<>();

    EngineHttpBinding(WebClient client, MeterRegistry registry) {
        this.client = client;
        this.requests = Counter.builder("gateway.engine.requests")
                .description("HTTP requests to engines by entry and class of status (2xx, or none without an answer)")
                .withRegistry(registry);
    }

    @Override
    public HttpRequest<Buffer> prepareHttpRequest(VertxHttpEndpoint endpoint, Exchange exchange) throws Exception {
        URI target = VertxHttpHelper.resolveHttpURI(exchange, endpoint);
        refuseDots(target.getPath());
        long deadline = exchange.getProperty(EngineClient.DEADLINE, System.nanoTime() + DEFAULT_DEADLINE, Long.class);
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (millis <= 0) {
            throw new TimeoutException("no time is left for another request");
        }
        ResponseBudget budget =
                budgets.computeIfAbsent(engine(exchange), entry -> new ResponseBudget(LARGEST_TOGETHER));
        BoundedResponse answer = new BoundedResponse(LARGEST_ANSWER, budget, deadline);
        exchange.setProperty(ANSWER, answer);
        HttpRequest<Buffer> request = client.requestAbs(
                        method(exchange.getMessage()), withQuery(target, exchange.getMessage()))
                .timeout(millis)
                .as(answer);
        populateRequestHeaders(
                endpoint, exchange, request, endpoint.getConfiguration().getHeaderFilterStrategy());
        return request;
    }

    private static String engine(Exchange exchange) {
        String entry = ResponseTags.engine(exchange);
        return entry == null ? "none" : entry;
    }

    /** A segment that a server may take for a step up would leave what the route meant to call. */
    private static void refuseDots(String path) {
        for (String segment : path.split("[/\\\\]", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                throw new IllegalArgumentException("a path of an engine with a dot segment");
            }
        }
    }

    private static HttpMethod method(Message message) {
        String named = message.getHeader(VertxHttpConstants.HTTP_METHOD, String.class);
        return named != null ? HttpMethod.valueOf(named) : message.getBody() == null ? HttpMethod.GET : HttpMethod.POST;
    }

    private static String withQuery(URI target, Message message) {
        String query = message.getHeader(VertxHttpConstants.HTTP_QUERY, String.class);
        return query == null ? target.toASCIIString() : target.toASCIIString() + "?" + query;
    }

    @Override
    public void handleResponse(VertxHttpEndpoint endpoint, Exchange exchange, AsyncResult<HttpResponse<Buffer>> answer)
            throws Exception {
        BoundedResponse bounded = exchange.getProperty(ANSWER, BoundedResponse.class);
        bounded.end();
        // Also of a body that its connection's end has ended, by ourselves.
        Exception refused = bounded.refusal();
        String status = refused == null && answer.succeeded() ? answer.result().statusCode() / 100 + "xx" : "none";
        requests.withTags("engine", engine(exchange), "status", status).increment();
        if (refused != null) {
            throw refused;
        }
        if (answer.cause() instanceof VertxException lost) {
            // Vert.x has no IOException of its own where the connection is lost.
            throw new IOException("the connection was lost", lost);
        }
        super.handleResponse(endpoint, exchange, answer);
    }

    /** Nothing where the body is empty, so that no format has to make sense of it. */
    @Override
    public Object processResponseBody(
            VertxHttpEndpoint endpoint, Exchange exchange, HttpResponse<Buffer> answer, boolean exceptionOnly) {
        Buffer body = answer.body();
        return body == null || body.length() == 0 ? null : body.getBytes();
    }

    @Override
    public void populateResponseHeaders(Exchange exchange, HttpResponse<Buffer> answer, HeaderFilterStrategy strategy) {
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, answer.statusCode());
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, answer.getHeader("Content-Type"));
        String wait = answer.getHeader(RETRY_AFTER);
        if (wait != null && SECONDS.matcher(wait).matches()) {
            exchange.getMessage().setHeader(RETRY_AFTER, Integer.valueOf(wait));
        }
    }
}
