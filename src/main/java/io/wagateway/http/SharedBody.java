package io.wagateway.http;

import jakarta.servlet.ServletRequest;

/** The body of a response, the same for all callers: each gets it without a copy of its own. */
public final class SharedBody {
    private static final String ATTRIBUTE = SharedBody.class.getName();

    private SharedBody() {}

    /**
     * Sets the body of the response to a request; the filter sends it.
     *
     * @param content must not change
     */
    public static void set(ServletRequest request, byte[] content) {
        request.setAttribute(ATTRIBUTE, content);
    }

    /** Null if there is none. */
    static byte[] of(ServletRequest request) {
        return (byte[]) request.getAttribute(ATTRIBUTE);
    }
}
