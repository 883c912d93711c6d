package io.wagateway.session;

import io.wagateway.pipeline.AsyncSteps;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/** A step that does something with the session of the call, and holds no thread meanwhile. */
final class SessionStep<T> extends AsyncProcessorSupport {
    /** What is done. */
    interface Action<T> {
        CompletableFuture<T> with(Exchange exchange, Session session);
    }

    private final Action<T> action;
    private final BiConsumer<Exchange, T> then;

    SessionStep(Action<T> action, BiConsumer<Exchange, T> then) {
        this.action = action;
        this.then = then;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        CompletableFuture<T> done;
        try {
            done = action.with(exchange, Session.of(exchange));
        } catch (RuntimeException e) {
            done = CompletableFuture.failedFuture(e);
        }
        return AsyncSteps.await(exchange, callback, done, result -> then.accept(exchange, result));
    }
}
