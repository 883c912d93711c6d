package io.wagateway.pipeline;

import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Step {@code ignoreBody}: the operation uses no body; 413 if the caller sends one of more than 64 KiB. */
@Component("ignoreBody")
final class IgnoreBody extends AsyncStep<Void> {
    @Override
    protected CompletableFuture<Void> begin(Exchange exchange) {
        AsyncBody body = exchange.getProperty(CallContext.BODY, AsyncBody.class);
        return body == null ? CompletableFuture.completedFuture(null) : body.discard();
    }

    @Override
    protected void complete(Exchange exchange, Void nothing) {
        // Nothing to add to the exchange.
    }
}
