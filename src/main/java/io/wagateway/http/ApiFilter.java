package io.wagateway.http;

import com.github.f4b6a3.ulid.UlidCreator;
import io.wagateway.call.Call;
import io.wagateway.error.ErrorCode;
import io.wagateway.error.ErrorEnvelope;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Enumeration;
import java.util.regex.Pattern;
import org.slf4j.MDC;

/**
 * The door: gives every request its id, answers what a path alone decides (405, OPTIONS), and hands the rest to its
 * route. Paths that no route has go on to Spring MVC, which serves actuator and docs, and 404.
 */
final class ApiFilter extends HttpFilter {
    static final String REQUEST_ID_HEADER = "X-Request-Id";
    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final long serialVersionUID = 1L;

    private final transient Endpoints endpoints;

    ApiFilter(Endpoints endpoints) {
        this.endpoints = endpoints;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String requestId = requestId(request);
        response.setHeader(REQUEST_ID_HEADER, requestId);
        MDC.put(Call.REQUEST_ID, requestId);
        try {
            Endpoints.Match match = endpoints.match(request.getRequestURI());
            if (match == null) {
                chain.doFilter(request, response);
            } else {
                answer(request, response, requestId, match);
            }
        } finally {
            MDC.remove(Call.REQUEST_ID);
        }
    }

    private static void answer(
            HttpServletRequest request, HttpServletResponse response, String requestId, Endpoints.Match match)
            throws IOException {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        HttpConsumer consumer = match.consumer(request.getMethod());
        if (consumer != null) {
            consumer.serve(request, response, requestId, match.parameters());
            return;
        }
        response.setHeader("Allow", match.allow());
        if (request.getMethod().equals("OPTIONS")) {
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        } else {
            write(response, ErrorCode.METHOD_NOT_ALLOWED, "this path takes " + match.allow());
        }
    }

    static void write(HttpServletResponse response, ErrorCode code, String message) throws IOException {
        byte[] body = ErrorEnvelope.of(code, message).toJson();
        response.setStatus(code.status());
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static String requestId(HttpServletRequest request) {
        Enumeration<String> sent = request.getHeaders(REQUEST_ID_HEADER);
        if (sent.hasMoreElements()) {
            String first = sent.nextElement();
            if (!sent.hasMoreElements() && REQUEST_ID.matcher(first).matches()) {
                return first;
            }
        }
        return UlidCreator.getMonotonicUlid().toString();
    }
}
