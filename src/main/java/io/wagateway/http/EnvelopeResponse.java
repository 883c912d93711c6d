package io.wagateway.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Keeps the body of a response in memory, so that no thread waits for the caller to read it. An error without a body gets the
 * error envelope.
 */
final class EnvelopeResponse extends ContentCachingResponseWrapper {

    EnvelopeResponse(HttpServletResponse response) {
        super(response);
    }

    /** The whole body. */
    byte[] content() throws IOException {
        if (getStatus() >= HttpServletResponse.SC_BAD_REQUEST && getContentSize() == 0) {
            sendError(getStatus());
        }
        return getContentAsByteArray();
    }

    @Override
    public void sendError(int status) throws IOException {
        resetBuffer();
        if (status == SC_METHOD_NOT_ALLOWED && "GET".equals(getHeader(HttpHeaders.ALLOW))) {
            // Spring MVC leaves out what it does by itself.
            setHeader(HttpHeaders.ALLOW, "GET, HEAD, OPTIONS");
        }
        ApiFilter.write(this, status, StatusEnvelope.of(status));
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        sendError(status);
    }
}
