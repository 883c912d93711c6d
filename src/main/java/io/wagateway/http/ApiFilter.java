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
import org.slf4j.MDC;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.filter.CorsFilter;

/**
 * The entry of every request: sets the request id, responds to what the path alone decides (405, OPTIONS), and passes
 * the rest to its route. A path without a route goes on to Spring MVC, which serves actuator, docs and 404.
 */
final class ApiFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private final transient Endpoints endpoints;
    private final transient TimeoutScheduler timeouts;
    private final transient CorsFilter cors;

    /** @param cors null if CORS is off */
    ApiFilter(Endpoints endpoints, TimeoutScheduler timeouts, CorsFilter cors) {
        this.endpoints = endpoints;
        this.timeouts = timeouts;
        this.cors = cors;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String requestId = RequestId.of(request);
        response.setHeader(RequestId.HEADER, requestId);
        MDC.put(CallContext.REQUEST_ID, requestId);
        try {
            RequestBody body = RequestBody.of(request, timeouts);
            Endpoints.Match match = endpoints.match(request.getRequestURI());
            if (cors == null) {
                serve(request, response, requestId, body, match, chain);
            } else {
                if (match != null && CorsUtils.isPreFlightRequest(request)) {
                    allow(response, match);
                }
                cors.doFilter(request, response, (in, out) -> serve(request, response, requestId, body, match, chain));
            }
            if (body != null && !request.isAsyncStarted()) {
                // No route reads the body, and no thread may wait for the rest of it.
                new RequestCompletion(request, body).respond(response::flushBuffer);
            }
        } finally {
            MDC.remove(CallContext.REQUEST_ID);
        }
    }

    private static void serve(
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
        if (match == null) {
            EnvelopeResponse envelope = new EnvelopeResponse(response);
            chain.doFilter(new BodilessRequest(request), envelope);
            if (!request.isAsyncStarted()) {
                envelope.complete();
            }
        } else {
            allow(response, match);
            if (!request.getMethod().equals("OPTIONS")) {
                write(response, ErrorCode.METHOD_NOT_ALLOWED, "this path takes " + match.allow());
            }
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
