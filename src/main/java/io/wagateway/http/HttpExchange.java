package io.wagateway.http;

import io.wagateway.error.ErrorCode;
import io.wagateway.error.ErrorEnvelope;
import io.wagateway.error.ErrorInfo;
import io.wagateway.pipeline.AsyncBody;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.Credential;
import io.wagateway.pipeline.DatabaseOutage;
import io.wagateway.pipeline.ResponseTags;
import io.wagateway.pipeline.ServiceLimit;
import io.wagateway.pipeline.StreamingResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request to a route, and its one response. */
final class HttpExchange {
    private static final Logger LOG = LoggerFactory.getLogger(HttpExchange.class);

    /** The only message headers that become response headers. */
    private static final List<String> RESPONSE_HEADERS =
            List.of("Content-Type", "Retry-After", "WWW-Authenticate", "Location", CallContext.REPLAYED_HEADER);

    private static final byte[] NOTHING = {};

    private final long started = System.nanoTime();
    private final Exchange exchange;
    private final RequestMetrics metrics;
    private final HttpServletResponse response;
    private final RequestBody body;
    private final RequestCompletion completion;
    private final AtomicBoolean responded = new AtomicBoolean();
    private volatile Future<?> timeout;

    HttpExchange(
            HttpServletRequest request,
            HttpServletResponse response,
            RequestBody body,
            Exchange exchange,
            RequestMetrics metrics,
            HeldMemory memory) {
        this.exchange = exchange;
        this.metrics = metrics;
        this.response = response;
        this.body = body;
        this.completion = new RequestCompletion(request, body, memory);
    }

    AsyncBody body() {
        return body;
    }

    /** From the headers only, never from the query. An empty header counts, so that it cannot hide a second one. */
    static List<Credential> credentials(HttpServletRequest request) {
        List<Credential> credentials = new ArrayList<>(1);
        collect(request.getHeaders("Authorization"), Credential.Source.AUTHORIZATION, credentials);
        collect(request.getHeaders("x-api-key"), Credential.Source.API_KEY_HEADER, credentials);
        return credentials;
    }

    /** The header {@code Accept}; null if absent. */
    static String accept(HttpServletRequest request) {
        Enumeration<String> values = request.getHeaders("Accept");
        return values.hasMoreElements() ? String.join(",", Collections.list(values)) : null;
    }

    private static void collect(Enumeration<String> values, Credential.Source source, List<Credential> into) {
        while (values.hasMoreElements()) {
            into.add(new Credential(source, values.nextElement()));
        }
    }

    /** Responds with 504 if the route has not responded by then; a later response of the route is dropped. */
    void startTimeout(TimeoutScheduler timeouts, long millis) {
        if (responded.get()) {
            return;
        }
        timeout = timeouts.schedule(
                millis,
                () -> CallContext.logged(CallContext.requestId(exchange), () -> {
                    if (fail(ErrorCode.ENGINE_TIMEOUT, "the operation did not end in time")) {
                        LOG.warn(
                                "operation={} did not respond within {} ms", CallContext.operationId(exchange), millis);
                    }
                }));
        if (responded.get()) {
            timeout.cancel(false);
        }
    }

    /** Sends the message that the route left on the exchange. */
    void respond() {
        Message message = exchange.getMessage();
        Exception failure = exchange.getException();
        if (failure != null) {
            DatabaseOutage.logFailure(LOG, failure, "No onException clause handled a failure");
            defect();
            return;
        }
        if (message.getBody() instanceof StreamingResponse streaming) {
            stream(streaming);
            return;
        }
        try {
            byte[] bytes = bytes(message);
            Integer code = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
            int status = code != null ? sendable(code) : bytes.length == 0 ? HttpServletResponse.SC_NO_CONTENT : 200;
            String[] headers = RESPONSE_HEADERS.stream()
                    .map(name -> message.getHeader(name, String.class))
                    .toArray(String[]::new);
            if (responded.compareAndSet(false, true)) {
                send(status, bytes, headers, ResponseTags.errorCode(exchange));
            }
        } catch (Exception e) {
            LOG.error("The response of a route cannot be sent", e);
            defect();
        }
    }

    /** @throws IllegalStateException no response ends a request with this status, which a route has set */
    static int sendable(int status) {
        if (status < 200 || status > 599) {
            throw new IllegalStateException("a route has set the status " + status);
        }
        return status;
    }

    private void stream(StreamingResponse streaming) {
        if (!responded.compareAndSet(false, true)) {
            return;
        }
        if (timeout != null) {
            timeout.cancel(false);
        }
        String operation = CallContext.operationId(exchange);
        metrics.record(
                operation, HttpServletResponse.SC_OK, null, ResponseTags.engine(exchange), System.nanoTime() - started);
        completion.stream(response, streaming, limitHeaders());
    }

    private Map<String, String> limitHeaders() {
        return ServiceLimit.of(exchange).map(ServiceLimit::headers).orElse(Map.of());
    }

    private void defect() {
        fail(ErrorInfo.DEFECT.code(), ErrorInfo.DEFECT.message());
    }

    private boolean fail(ErrorCode code, String message) {
        boolean first = responded.compareAndSet(false, true);
        if (first) {
            String[] headers = {"application/json"};
            send(code.status(), ErrorEnvelope.of(code, message).toJson(), headers, code.code());
        }
        return first;
    }

    private static byte[] bytes(Message message) throws InvalidPayloadException {
        Object body = message.getBody();
        if (body instanceof ByteArrayInputStream json) {
            // What the JSON data format makes: one copy, and not the converter's three.
            return json.readAllBytes();
        }
        return body == null ? NOTHING : message.getMandatoryBody(byte[].class);
    }

    private void send(int status, byte[] bytes, String[] headers, String errorCode) {
        if (timeout != null) {
            timeout.cancel(false);
        }
        metrics.record(
                CallContext.operationId(exchange),
                status,
                errorCode,
                ResponseTags.engine(exchange),
                System.nanoTime() - started);
        Map<String, String> limits = limitHeaders();
        Runnable head = () -> {
            limits.forEach(response::setHeader);
            for (int i = 0; i < headers.length; i++) {
                if (headers[i] != null) {
                    response.setHeader(RESPONSE_HEADERS.get(i), headers[i]);
                }
            }
            response.setStatus(status);
            if (body != null && body.endsConnection()) {
                response.setHeader("Connection", "close");
            }
            if (status != HttpServletResponse.SC_NO_CONTENT) {
                response.setContentLength(bytes.length);
            }
        };
        completion.respond(response, head, status == HttpServletResponse.SC_NO_CONTENT ? NOTHING : bytes);
    }
}
