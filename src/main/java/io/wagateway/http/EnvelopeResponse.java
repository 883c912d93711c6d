package io.wagateway.http;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;

/** Writes the error envelope when Spring MVC rejects a request, so that no second dispatch is needed. */
final class EnvelopeResponse extends HttpServletResponseWrapper {

    EnvelopeResponse(HttpServletResponse response) {
        super(response);
    }

    @Override
    public void sendError(int status) throws IOException {
        resetBuffer();
        ApiFilter.write((HttpServletResponse) getResponse(), status, StatusEnvelope.of(status));
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        sendError(status);
    }
}
