package io.wagateway.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;

/** Writes the error envelope when Spring MVC rejects a request, or responds with an error without a body. */
final class EnvelopeResponse extends HttpServletResponseWrapper {
    private boolean written;

    EnvelopeResponse(HttpServletResponse response) {
        super(response);
    }

    /** Writes the envelope if the response is an error and nothing has been written. */
    void complete() throws IOException {
        if (getStatus() >= 400 && !written && !isCommitted()) {
            sendError(getStatus());
        }
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        written = true;
        return super.getOutputStream();
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        written = true;
        return super.getWriter();
    }

    @Override
    public void sendError(int status) throws IOException {
        written = true;
        resetBuffer();
        ApiFilter.write((HttpServletResponse) getResponse(), status, StatusEnvelope.of(status));
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        sendError(status);
    }
}
