package io.wagateway.http;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;

/** What Spring MVC refuses is answered where it is refused, in the envelope, without a second dispatch. */
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
