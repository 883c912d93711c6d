package io.wagateway.session;

import io.wagateway.error.NotConnectedException;
import io.wagateway.pipeline.AsyncStep;
import io.wagateway.pipeline.CallContext;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Step {@code requireConnected}: 501 if the session is not connected; 502 to 504 if its engine cannot say. */
@Component("requireConnected")
final class RequireConnected extends AsyncStep<Session> {
    private final SessionStatusService statusService;

    RequireConnected(SessionStatusService statusService) {
        this.statusService = statusService;
    }

    @Override
    protected CompletableFuture<Session> begin(Exchange exchange) {
        return statusService.confirm(CallContext.call(exchange), Session.of(exchange));
    }

    @Override
    protected void complete(Exchange exchange, Session session) {
        if (session.status() != SessionStatus.WORKING) {
            throw new NotConnectedException();
        }
        // The session now has the names of its account.
        session.attachTo(exchange);
    }
}
