package io.wagateway.http;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.ContinueResponseTiming;

/**
 * Gives {@link RequestBody} its {@link ServerBody}. Without it the server would read the rest of a body before it ends
 * the request, on a thread that waits for a caller who may never send it.
 */
final class ServerBodyValve extends ValveBase {

    ServerBodyValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        if (request.getHeader("Content-Length") == null && request.getHeader("Transfer-Encoding") == null) {
            getNext().invoke(request, response);
            return;
        }
        if (request.getHeader("Transfer-Encoding") != null && "HTTP/1.0".equals(request.getProtocol())) {
            // RFC 9112, 6.1: HTTP/1.0 knows no chunks, so nobody can be sure where this request ends.
            response.setHeader("Connection", "close");
        }
        ServerBody body = new ConnectorBody(request, response);
        request.setAttribute(ServerBody.ATTRIBUTE, body);
        getNext().invoke(request, response);
        // Rejected before the filter, which otherwise handles the rest of a body.
        if (!request.isAsync() && !request.isFinished()) {
            response.finishResponse();
            body.disableSwallow();
        }
    }

    private record ConnectorBody(Request request, Response response) implements ServerBody {
        @Override
        public void sendContinue() throws IOException {
            response.sendAcknowledgement(ContinueResponseTiming.ALWAYS);
        }

        @Override
        public void disableSwallow() {
            request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        }
    }
}
