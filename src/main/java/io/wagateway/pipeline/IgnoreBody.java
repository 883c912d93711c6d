package io.wagateway.pipeline;

import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Step {@code ignoreBody}: the operation uses no body; a body of more than 64 KiB is refused all the same (413). */
@Component("ignoreBody")
final class IgnoreBody extends AsyncStep<Void> {
    @Override
    protected CompletableFuture<Void> begin(Exchange exchange) {
        CallBody body = exchange.getProperty(CallContext.BODY, CallBody.class);
        return body == null ? CompletableFuture.completedFuture(null) : body.discard();
    }

    @Override
    protected void complete(Exchange exchange, Void nothing) {
        // The body is left where it is.
    }
}
