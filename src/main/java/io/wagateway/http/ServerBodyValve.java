package io.wagateway.http;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.ContinueResponseTiming;

/**
 * Gives {@link RequestBody} its {@link ServerBody}. Whatever is left of a body would otherwise be swallowed by the
 * server before it ends the request, on a thread that waits for a caller who may never send it.
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
        ServerBody body = new Connected(request, response);
        request.setAttribute(ServerBody.ATTRIBUTE, body);
        getNext().invoke(request, response);
        // Refused before the filter, which sees to the rest of a body itself.
        if (!request.isAsync() && !request.isFinished()) {
            response.finishResponse();
            body.swallowNothing();
        }
    }

    private record Connected(Request request, Response response) implements ServerBody {
        @Override
        public void invite() throws IOException {
            response.sendAcknowledgement(ContinueResponseTiming.ALWAYS);
        }

        @Override
        public void swallowNothing() {
            request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        }
    }
}
