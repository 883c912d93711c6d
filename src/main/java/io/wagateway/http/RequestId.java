package io.wagateway.http;

import com.github.f4b6a3.ulid.UlidCreator;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Enumeration;
import java.util.regex.Pattern;

/** {@code X-Request-Id}: the caller's own if it is safe in a log line and a header, else a new ULID. */
final class RequestId {
    static final String HEADER = "X-Request-Id";
    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    private RequestId() {}

    /** For a response that did not come through the filter. */
    static void ensure(HttpServletRequest request, HttpServletResponse response) {
        if (!response.containsHeader(HEADER)) {
            response.setHeader(HEADER, of(request));
        }
    }

    static String of(HttpServletRequest request) {
        return of(request.getHeaders(HEADER));
    }

    /** @param sent the values of the header */
    static String of(Enumeration<String> sent) {
        if (sent.hasMoreElements()) {
            String first = sent.nextElement();
            if (!sent.hasMoreElements() && WELL_FORMED.matcher(first).matches()) {
                return first;
            }
        }
        return UlidCreator.getUlid().toString();
    }
}
