package io.wagateway.session;

import io.wagateway.error.NotConnectedException;
import io.wagateway.pipeline.AsyncSteps;
import io.wagateway.pipeline.CallContext;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.springframework.stereotype.Component;

/** Step {@code requireConnected}: 501 where the session is not connected; 502 to 504 where its engine cannot say. */
@Component("requireConnected")
final class RequireConnected extends AsyncProcessorSupport {
    private final SessionStatusService statusService;

    RequireConnected(SessionStatusService statusService) {
        this.statusService = statusService;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        return AsyncSteps.await(
                exchange,
                callback,
                statusService.confirm(CallContext.requestId(exchange), Session.of(exchange)),
                session -> {
                    if (session.status() != SessionStatus.WORKING) {
                        throw new NotConnectedException();
                    }
                    // From here on it is known whose account it is.
                    session.enter(exchange);
                });
    }
}
