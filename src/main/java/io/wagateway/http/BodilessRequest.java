package io.wagateway.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * What Spring MVC sees of a request. Nothing behind it uses a body; without its type none of its filters and resolvers
 * begins to read one, multipart or form, on a thread that waits for a caller who may never send it.
 */
final class BodilessRequest extends HttpServletRequestWrapper {

    BodilessRequest(HttpServletRequest request) {
        super(request);
    }

    @Override
    public String getContentType() {
        return null;
    }
}
