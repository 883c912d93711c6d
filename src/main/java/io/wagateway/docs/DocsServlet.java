package io.wagateway.docs;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;

/**
 * Serves the document, its page and the guide without authentication. It is a servlet because Spring MVC would handle
 * OPTIONS in its own way, and a browser's preflight in another shape than the error envelope.
 */
final class DocsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String METHODS = "GET, HEAD, OPTIONS";

    /** Only the gateway's own origin, and no frames. The style sheet's icons are data: URLs. */
    private static final String POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'");

    private final transient Map<String, ServedFile> files;
    private final transient Guide guide;

    /** @param files by path */
    DocsServlet(Map<String, ServedFile> files, Guide guide) {
        this.files = Map.copyOf(files);
        this.guide = guide;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("Referrer-Policy", "no-referrer");
        String path = request.getServletPath() + Objects.toString(request.getPathInfo(), "");
        ServedFile file =
                files.containsKey(path) ? files.get(path) : guide.find(path).orElse(null);
        if (file == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        switch (request.getMethod()) {
            case "GET", "HEAD" -> file.send(request, response);
            case "OPTIONS" -> {
                response.setHeader("Allow", METHODS);
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            }
            default -> {
                response.setHeader("Allow", METHODS);
                response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
            }
        }
    }
}
