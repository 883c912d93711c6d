package io.wagateway.http;

import io.wagateway.call.Call;
import io.wagateway.call.CallBody;
import io.wagateway.call.Credential;
import io.wagateway.call.Outcome;
import io.wagateway.error.ErrorCode;
import io.wagateway.error.ErrorEnvelope;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request on its way through a route: what it carries in, and the one answer that it gets. */
final class HttpCall implements AsyncListener {
    private static final Logger LOG = LoggerFactory.getLogger(HttpCall.class);

    /** The last resort behind the engines' own time-outs, in milliseconds. */
    private static final long TIMEOUT = 60_000;

    /** Message headers that become response headers; no other ever does. */
    private static final List<String> RESPONSE_HEADERS =
            List.of("Content-Type", "Retry-After", "WWW-Authenticate", "Location");

    private final long started = System.nanoTime();
    private final Exchange exchange;
    private final RequestMetrics metrics;
    private final HttpServletResponse response;
    private final AsyncContext async;
    private final RequestBody body;
    private final AtomicBoolean answered = new AtomicBoolean();

    HttpCall(HttpServletRequest request, HttpServletResponse response, Exchange exchange, RequestMetrics metrics) {
        this.exchange = exchange;
        this.metrics = metrics;
        this.response = response;
        this.body = RequestBody.of(request);
        this.async = request.startAsync();
        async.setTimeout(TIMEOUT);
        async.addListener(this);
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

    private static void collect(Enumeration<String> values, Credential.Source source, List<Credential> into) {
        while (values.hasMoreElements()) {
            into.add(new Credential(source, values.nextElement()));
        }
    }

    /** Sends what the route left on the exchange. */
    void answer() {
        Message message = exchange.getMessage();
        Exception failure = exchange.getException();
        if (failure != null) {
            LOG.error("A failure that no onException clause handled", failure);
            fail(ErrorCode.INTERNAL_ERROR, "the gateway failed; the request id finds the reason in its log");
            return;
        }
        try {
            byte[] bytes = message.getBody() == null ? new byte[0] : message.getMandatoryBody(byte[].class);
            Integer code = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
            int status = code != null ? code : bytes.length == 0 ? HttpServletResponse.SC_NO_CONTENT : 200;
            if (answered.compareAndSet(false, true)) {
                for (String name : RESPONSE_HEADERS) {
                    String value = message.getHeader(name, String.class);
                    if (value != null) {
                        response.setHeader(name, value);
                    }
                }
                send(status, bytes, Outcome.errorCode(exchange));
            }
        } catch (Exception e) {
            LOG.error("A route left an answer that cannot be sent", e);
            fail(ErrorCode.INTERNAL_ERROR, "the gateway failed; the request id finds the reason in its log");
        }
    }

    private void fail(ErrorCode code, String message) {
        if (answered.compareAndSet(false, true)) {
            response.setContentType("application/json");
            send(code.status(), ErrorEnvelope.of(code, message).toJson(), code.code());
        }
    }

    private void send(int status, byte[] bytes, String errorCode) {
        metrics.answered(
                Call.operationId(exchange), status, errorCode, Outcome.engine(exchange), System.nanoTime() - started);
        boolean unread = body != null && body.unread();
        try {
            response.setStatus(status);
            if (unread) {
                // Its rest is not part of the next request: the connection ends with this answer.
                response.setHeader("Connection", "close");
            }
            if (status != HttpServletResponse.SC_NO_CONTENT) {
                response.setContentLength(bytes.length);
                response.getOutputStream().write(bytes);
            }
            if (unread) {
                response.flushBuffer();
            }
        } catch (IOException e) {
            LOG.debug("The caller went away before its answer", e);
        }
        if (unread) {
            body.leave(this::complete);
        } else {
            complete();
        }
    }

    private void complete() {
        try {
            async.complete();
        } catch (IllegalStateException e) {
            LOG.debug("The server ended the request by itself", e);
        }
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        Call.logged(Call.requestId(exchange), () -> {
            LOG.warn("operation={} gave no answer within {} ms", Call.operationId(exchange), TIMEOUT);
            fail(ErrorCode.ENGINE_TIMEOUT, "no answer in time");
        });
    }

    @Override
    public void onError(AsyncEvent event) {
        LOG.debug("The connection broke", event.getThrowable());
        answered.set(true);
        complete();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        answered.set(true);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }
}
