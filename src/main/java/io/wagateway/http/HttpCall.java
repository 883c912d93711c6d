package io.wagateway.http;

import io.wagateway.error.ErrorCode;
import io.wagateway.error.ErrorEnvelope;
import io.wagateway.pipeline.CallBody;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.Credential;
import io.wagateway.pipeline.ResponseTags;
import io.wagateway.pipeline.StreamingResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request on its way through a route: what it carries in, and the one answer that it gets. */
final class HttpCall {
    private static final Logger LOG = LoggerFactory.getLogger(HttpCall.class);

    /** Message headers that become response headers; no other ever does. */
    private static final List<String> RESPONSE_HEADERS =
            List.of("Content-Type", "Retry-After", "WWW-Authenticate", "Location");

    private final long started = System.nanoTime();
    private final Exchange exchange;
    private final RequestMetrics metrics;
    private final HttpServletResponse response;
    private final RequestBody body;
    private final RequestCompletion end;
    private final AtomicBoolean answered = new AtomicBoolean();
    private volatile Future<?> deadline;

    HttpCall(
            HttpServletRequest request,
            HttpServletResponse response,
            RequestBody body,
            Exchange exchange,
            RequestMetrics metrics) {
        this.exchange = exchange;
        this.metrics = metrics;
        this.response = response;
        this.body = body;
        this.end = new RequestCompletion(request, body);
    }

    CallBody body() {
        return body;
    }

    /** From the headers alone, never from the query; an empty header counts, so that nothing hides a second one. */
    static List<Credential> credentials(HttpServletRequest request) {
        List<Credential> credentials = new ArrayList<>(1);
        collect(request.getHeaders("Authorization"), Credential.Source.AUTHORIZATION, credentials);
        collect(request.getHeaders("x-api-key"), Credential.Source.API_KEY_HEADER, credentials);
        return credentials;
    }

    /** Null where there is none. */
    static String accept(HttpServletRequest request) {
        Enumeration<String> values = request.getHeaders("Accept");
        return values.hasMoreElements() ? String.join(",", Collections.list(values)) : null;
    }

    private static void collect(Enumeration<String> values, Credential.Source source, List<Credential> into) {
        while (values.hasMoreElements()) {
            into.add(new Credential(source, values.nextElement()));
        }
    }

    /** Answers 504 by itself where the route has not answered by then; what it answers later goes nowhere. */
    void expire(Deadlines deadlines, long millis) {
        if (answered.get()) {
            return;
        }
        deadline = deadlines.after(
                millis,
                () -> CallContext.logged(CallContext.requestId(exchange), () -> {
                    if (fail(ErrorCode.ENGINE_TIMEOUT, "no answer in time")) {
                        LOG.warn("operation={} gave no answer within {} ms", CallContext.operationId(exchange), millis);
                    }
                }));
        if (answered.get()) {
            deadline.cancel(false);
        }
    }

    /** Sends what the route left on the exchange. */
    void answer() {
        Message message = exchange.getMessage();
        Exception failure = exchange.getException();
        if (failure != null) {
            LOG.error("A failure that no onException clause handled", failure);
            defect();
            return;
        }
        if (message.getBody() instanceof StreamingResponse live) {
            begin(live);
            return;
        }
        try {
            byte[] bytes = message.getBody() == null ? new byte[0] : message.getMandatoryBody(byte[].class);
            Integer code = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
            int status = code != null ? code : bytes.length == 0 ? HttpServletResponse.SC_NO_CONTENT : 200;
            String[] headers = RESPONSE_HEADERS.stream()
                    .map(name -> message.getHeader(name, String.class))
                    .toArray(String[]::new);
            if (answered.compareAndSet(false, true)) {
                send(status, bytes, headers, ResponseTags.errorCode(exchange));
            }
        } catch (Exception e) {
            LOG.error("A route left an answer that cannot be sent", e);
            defect();
        }
    }

    private void begin(StreamingResponse live) {
        if (!answered.compareAndSet(false, true)) {
            return;
        }
        if (deadline != null) {
            deadline.cancel(false);
        }
        String operation = CallContext.operationId(exchange);
        metrics.answered(
                operation, HttpServletResponse.SC_OK, null, ResponseTags.engine(exchange), System.nanoTime() - started);
        end.begin(response, live);
    }

    private void defect() {
        fail(ErrorCode.INTERNAL_ERROR, "the gateway failed; the request id finds the reason in its log");
    }

    private boolean fail(ErrorCode code, String message) {
        boolean first = answered.compareAndSet(false, true);
        if (first) {
            String[] headers = {"application/json"};
            send(code.status(), ErrorEnvelope.of(code, message).toJson(), headers, code.code());
        }
        return first;
    }

    private void send(int status, byte[] bytes, String[] headers, String errorCode) {
        if (deadline != null) {
            deadline.cancel(false);
        }
        metrics.answered(
                CallContext.operationId(exchange),
                status,
                errorCode,
                ResponseTags.engine(exchange),
                System.nanoTime() - started);
        end.answer(() -> {
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
                response.getOutputStream().write(bytes);
            }
            if (body != null) {
                // The caller may be in the middle of sending, and has its answer now.
                response.flushBuffer();
            }
        });
    }
}
