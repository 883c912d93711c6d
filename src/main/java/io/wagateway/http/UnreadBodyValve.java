package io.wagateway.http;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Lets {@link RequestBody} leave the rest of a body unread. The server would otherwise swallow it before it ends the
 * request, on a thread that waits for a caller who may never send it.
 */
final class UnreadBodyValve extends ValveBase {
    /** Request attribute: a {@link Runnable}. */
    static final String SWALLOW_NOTHING = UnreadBodyValve.class.getName() + ".SWALLOW_NOTHING";

    UnreadBodyValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        if (request.getContentLengthLong() != 0) {
            Runnable swallowNothing = () -> request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
            request.setAttribute(SWALLOW_NOTHING, swallowNothing);
        }
        getNext().invoke(request, response);
    }
}
