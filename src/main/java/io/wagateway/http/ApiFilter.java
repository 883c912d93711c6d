package io.wagateway.http;

import io.wagateway.error.ErrorCode;
import io.wagateway.error.ErrorEnvelope;
import io.wagateway.pipeline.CallContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.filter.CorsFilter;

/**
 * The entry of every request: sets the request id, responds to what the path alone decides (405, OPTIONS), and passes
 * the rest to its route. A path without a route goes on to Spring MVC, which serves actuator, docs and 404.
 */
final class ApiFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ApiFilter.class);
    private static final Set<Integer> BODILESS =
            Set.of(HttpServletResponse.SC_NO_CONTENT, HttpServletResponse.SC_NOT_MODIFIED);

    private final transient Endpoints endpoints;
    private final transient TimeoutScheduler timeouts;
    private final transient HeldMemory memory;
    private final transient CorsFilter cors;

    /** @param cors null if CORS is off */
    ApiFilter(Endpoints endpoints, TimeoutScheduler timeouts, HeldMemory memory, CorsFilter cors) {
        this.endpoints = endpoints;
        this.timeouts = timeouts;
        this.memory = memory;
        this.cors = cors;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String requestId = RequestId.of(request);
        response.setHeader(RequestId.HEADER, requestId);
        MDC.put(CallContext.REQUEST_ID, requestId);
        try {
            RequestBody body = RequestBody.of(request, timeouts, memory);
            Endpoints.Match match = endpoints.match(request.getRequestURI());
            if (cors == null) {
                serve(request, response, requestId, body, match, chain);
            } else {
                if (match != null && CorsUtils.isPreFlightRequest(request)) {
                    allow(response, match);
                }
                EnvelopeResponse rejection = new EnvelopeResponse(response);
                cors.doFilter(request, rejection, (in, out) -> serve(request, response, requestId, body, match, chain));
                if (!request.isAsyncStarted()) {
                    send(request, response, rejection, body);
                }
            }
        } finally {
            MDC.remove(CallContext.REQUEST_ID);
        }
    }

    private void serve(
            HttpServletRequest request,
            HttpServletResponse response,
            String requestId,
            RequestBody body,
            Endpoints.Match match,
            FilterChain chain)
            throws IOException, ServletException {
        HttpConsumer consumer = match == null ? null : match.consumer(request.getMethod());
        if (consumer != null) {
            consumer.serve(request, response, requestId, match.parameters(), body);
            return;
        }
        if (body != null && body.endsConnection()) {
            response.setHeader("Connection", "close");
        }
        EnvelopeResponse envelope = new EnvelopeResponse(response);
        if (match == null) {
            pass(request, envelope, chain);
        } else {
            allow(response, match);
            if (!request.getMethod().equals("OPTIONS")) {
                write(envelope, ErrorCode.METHOD_NOT_ALLOWED, "this path takes " + match.allow());
            }
        }
        send(request, response, envelope, body);
    }

    /** To actuator and docs, whose failures and answers have the shape of the routes' own. */
    private static void pass(HttpServletRequest request, EnvelopeResponse envelope, FilterChain chain)
            throws IOException {
        try {
            chain.doFilter(new BodilessRequest(request), envelope);
        } catch (ServletException | RuntimeException e) {
            LOG.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
            envelope.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
        }
        boolean isEmpty = envelope.getStatus() == HttpServletResponse.SC_OK && envelope.getContentSize() == 0;
        if (isEmpty && request.getMethod().equals("OPTIONS")) {
            envelope.setStatus(HttpServletResponse.SC_NO_CONTENT);
        }
    }

    /** Sends what no route has sent: nobody waits, neither for the caller to read nor for the rest of the body. */
    private void send(
            HttpServletRequest request, HttpServletResponse response, EnvelopeResponse envelope, RequestBody body)
            throws IOException {
        byte[] shared = SharedBody.of(request);
        byte[] content = shared == null ? envelope.content() : shared;
        Runnable head = () -> {
            if (!BODILESS.contains(response.getStatus())) {
                response.setContentLength(content.length);
            }
        };
        RequestCompletion completion = new RequestCompletion(request, body, memory);
        if (shared == null) {
            completion.respond(response, head, content);
        } else {
            completion.respondShared(response, head, content);
        }
    }

    private static void allow(HttpServletResponse response, Endpoints.Match match) {
        response.setHeader("Allow", match.allow());
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    static void write(HttpServletResponse response, ErrorCode code, String message) throws IOException {
        write(response, code.status(), ErrorEnvelope.of(code, message));
    }

    static void write(HttpServletResponse response, int status, ErrorEnvelope envelope) throws IOException {
        byte[] body = envelope.toJson();
        response.setStatus(status);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
