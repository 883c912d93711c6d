package io.wagateway.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * A request as Spring MVC sees it: without a content type. Nothing there uses a body. If its filters and resolvers saw
 * the type of a form or a multipart body, they would read it on a thread that waits for a caller who may never send it.
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
