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
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Bounds the requests to engines and their responses. The requests are made by the gateway's own client: Camel's would
 * send a decoded path, and would use plain HTTP if an https URL names a port.
 */
final class EngineHttpBinding extends DefaultVertxHttpBinding {
    /** Bytes: a community of 1,024 members with names and pictures is well under one mebibyte. */
    static final int MAX_RESPONSE_BYTES = 4 * 1024 * 1024;

    /**
     * Bytes of all responses of one engine that arrive or wait at one time, or less if the heap is small. Of a thousand
     * calls, few have the largest response.
     */
    static final long MAX_TOTAL_BYTES = 64L * 1024 * 1024;

    /** The part of the heap for the responses of one engine. */
    private static final int TOTAL_PART = 16;

    /** The part of the heap for the parsed responses of all engines. */
    private static final int PARSED_PART = 4;

    /** Nanoseconds, for a call without a deadline: one of an integrator's own route. */
    private static final long DEFAULT_DEADLINE = TimeUnit.SECONDS.toNanos(15);

    private static final String RETRY_AFTER = "Retry-After";

    /** The header may also be a date, which the gateway ignores. */
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}");

    private static final String RESPONSE = "engineHttpResponse";

    /** Exchange property, Boolean: the engine has responded to an earlier request of the operation. */
    private static final String RESPONDED = "engineHttpResponded";

    private final WebClient client;
    private final MeterProvider<Counter> requests;
    private final ParsedResponses parsed;
    private final long maxTotalBytes;

    /** By entry. An integrator's own routes, which call no engine, share one. */
    private final Map<String, ResponseBudget> budgets = new ConcurrentHashMap<>();

    /** @param heap bytes */
    EngineHttpBinding(WebClient client, MeterRegistry registry, long heap) {
        this.client = client;
        this.parsed = new ParsedResponses(heap / PARSED_PART);
        this.maxTotalBytes = Math.max(MAX_RESPONSE_BYTES, Math.min(MAX_TOTAL_BYTES, heap / TOTAL_PART));
        this.requests = Counter.builder("gateway.engine.requests")
                .description("HTTP requests to engines by entry and class of status (2xx, or none without a response)")
                .withRegistry(registry);
    }

    @Override
    public HttpRequest<Buffer> prepareHttpRequest(VertxHttpEndpoint endpoint, Exchange exchange) throws Exception {
        URI target = VertxHttpHelper.resolveHttpURI(exchange, endpoint);
        rejectDotSegments(target.getPath());
        long deadline = exchange.getProperty(EngineClient.DEADLINE, System.nanoTime() + DEFAULT_DEADLINE, Long.class);
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (millis <= 0) {
            throw new TimeoutException("no time is left for another request");
        }
        ResponseBudget budget = budgets.computeIfAbsent(engine(exchange), entry -> new ResponseBudget(maxTotalBytes));
        BoundedResponse response = new BoundedResponse(MAX_RESPONSE_BYTES, budget, parsed, deadline);
        hold(exchange, response);
        HttpRequest<Buffer> request = client.requestAbs(
                        method(exchange.getMessage()), withQuery(target, exchange.getMessage()))
                .timeout(millis)
                .as(response);
        populateRequestHeaders(
                endpoint, exchange, request, endpoint.getConfiguration().getHeaderFilterStrategy());
        return request;
    }

    /**
     * Until the next request of the exchange, or its end: then a script has made of the response what is needed. If it
     * were held longer, two exchanges could wait for each other.
     */
    private static void hold(Exchange exchange, BoundedResponse response) {
        BoundedResponse before = exchange.getProperty(RESPONSE, BoundedResponse.class);
        if (before != null) {
            before.forget();
        }
        exchange.setProperty(RESPONSE, response);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                response.forget();
            }
        });
    }

    private static String engine(Exchange exchange) {
        String entry = ResponseTags.engine(exchange);
        return entry == null ? "none" : entry;
    }

    /** A server may resolve a dot segment, and so serve another path than the route called. */
    private static void rejectDotSegments(String path) {
        for (String segment : path.split("[/\\\\]", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                throw new IllegalArgumentException("the path of a request to an engine has a dot segment");
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
    public void handleResponse(
            VertxHttpEndpoint endpoint, Exchange exchange, AsyncResult<HttpResponse<Buffer>> response)
            throws Exception {
        BoundedResponse bounded = exchange.getProperty(RESPONSE, BoundedResponse.class);
        bounded.end();
        // A body that the gateway cut off counts as ended for Vert.x.
        Exception aborted = bounded.failure();
        String status =
                aborted == null && response.succeeded() ? response.result().statusCode() / 100 + "xx" : "none";
        requests.withTags("engine", engine(exchange), "status", status).increment();
        if (aborted != null) {
            throw aborted;
        }
        if (response.cause() instanceof VertxException lost) {
            // Vert.x reports a lost connection by an exception that is no IOException.
            throw new IOException("the connection was lost", lost);
        }
        if (response.cause() instanceof IOException unreachable && exchange.getProperty(RESPONDED) != null) {
            // Not a failure to connect: the engine has got a request of this operation.
            throw new IOException("the engine was lost after it responded", unreachable);
        }
        if (response.succeeded()) {
            exchange.setProperty(RESPONDED, true);
        }
        super.handleResponse(endpoint, exchange, response);
    }

    /** Null for an empty body, so that no data format has to parse it. */
    @Override
    public Object processResponseBody(
            VertxHttpEndpoint endpoint, Exchange exchange, HttpResponse<Buffer> response, boolean exceptionOnly) {
        Buffer body = response.body();
        return body == null || body.length() == 0 ? null : body.getBytes();
    }

    @Override
    public void populateResponseHeaders(
            Exchange exchange, HttpResponse<Buffer> response, HeaderFilterStrategy strategy) {
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, response.statusCode());
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, response.getHeader("Content-Type"));
        String wait = response.getHeader(RETRY_AFTER);
        if (wait != null && SECONDS.matcher(wait).matches()) {
            exchange.getMessage().setHeader(RETRY_AFTER, Integer.valueOf(wait));
        }
    }
}
