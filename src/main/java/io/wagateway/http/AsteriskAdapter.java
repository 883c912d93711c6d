package io.wagateway.http;

import org.apache.coyote.ActionCode;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.net.SocketEvent;

/** Responds to {@code OPTIONS *} as to any other OPTIONS; the server would do it before any valve, as a 200. */
final class AsteriskAdapter implements Adapter {
    private final Adapter server;

    AsteriskAdapter(Adapter server) {
        this.server = server;
    }

    @Override
    public void service(Request request, Response response) throws Exception {
        boolean isAsterisk =
                request.requestURI().equals("*") && request.getMethod().equals("OPTIONS");
        // The server calls this for a request that it has refused already, too.
        if (isAsterisk && response.getStatus() < 400) {
            respond(request, response);
            return;
        }
        if (isAsterisk) {
            // For this path alone its refusal would have no body.
            request.requestURI().setString("/");
        }
        server.service(request, response);
    }

    private static void respond(Request request, Response response) {
        boolean hasBody = request.getHeader("Content-Length") != null || request.getHeader("Transfer-Encoding") != null;
        response.setStatus(204);
        response.setHeader("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
        response.setHeader(
                RequestId.HEADER, RequestId.of(request.getMimeHeaders().values(RequestId.HEADER)));
        SecurityHeadersValve.set(response::setHeader);
        if (hasBody) {
            response.setHeader("Connection", "close");
        }
        response.action(ActionCode.CLOSE, null);
        if (hasBody) {
            // The server would wait for the rest of the body, on a thread.
            request.action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        }
    }

    @Override
    public boolean prepare(Request request, Response response) throws Exception {
        return server.prepare(request, response);
    }

    @Override
    public boolean asyncDispatch(Request request, Response response, SocketEvent status) throws Exception {
        return server.asyncDispatch(request, response, status);
    }

    @Override
    public void log(Request request, Response response, long time) {
        server.log(request, response, time);
    }

    @Override
    public void checkRecycled(Request request, Response response) {
        server.checkRecycled(request, response);
    }

    @Override
    public String getDomain() {
        return server.getDomain();
    }
}
