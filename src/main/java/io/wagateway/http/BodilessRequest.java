package io.wagateway.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeTypeUtils;

/**
 * A request as Spring MVC sees it. It has no content type: nothing there uses a body, and filters and resolvers that saw
 * the type of a form or a multipart body would read it on a thread that waits for a caller who may never send it. A malformed
 * {@code Accept} is as none, as on the routes; Boot's endpoints would fail at it.
 */
final class BodilessRequest extends HttpServletRequestWrapper {

    BodilessRequest(HttpServletRequest request) {
        super(request);
    }

    @Override
    public String getContentType() {
        return null;
    }

    @Override
    public String getHeader(String name) {
        return isMalformed(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return isMalformed(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    private boolean isMalformed(String header) {
        return header.equalsIgnoreCase("Accept")
                && Collections.list(super.getHeaders(header)).stream().anyMatch(BodilessRequest::isNoMediaTypes);
    }

    private static boolean isNoMediaTypes(String value) {
        try {
            for (String type : MimeTypeUtils.tokenize(value)) {
                MimeTypeUtils.parseMimeType(type);
            }
            return false;
        } catch (InvalidMimeTypeException e) {
            return true;
        }
    }
}
