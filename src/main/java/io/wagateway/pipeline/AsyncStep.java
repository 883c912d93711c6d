package io.wagateway.pipeline;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * A step of a route that waits for a result without holding a thread.
 *
 * @param <T> the result
 */
public abstract class AsyncStep<T> extends AsyncProcessorSupport {

    /**
     * A step of two functions.
     *
     * @param begin starts the work; an exception fails the exchange
     * @param complete puts the result on the exchange; an exception fails the exchange
     */
    public static <T> AsyncStep<T> of(
            Function<Exchange, CompletableFuture<T>> begin, BiConsumer<Exchange, T> complete) {
        return new AsyncStep<>() {
            @Override
            protected CompletableFuture<T> begin(Exchange exchange) {
                return begin.apply(exchange);
            }

            @Override
            protected void complete(Exchange exchange, T result) {
                complete.accept(exchange, result);
            }
        };
    }

    /** A step that leaves the exchange as it is. */
    public static <T> AsyncStep<T> of(Function<Exchange, CompletableFuture<T>> begin) {
        return of(begin, (exchange, result) -> {});
    }

    /** Starts the work; an exception fails the exchange. */
    protected abstract CompletableFuture<T> begin(Exchange exchange);

    /** Puts the result on the exchange; an exception fails the exchange. */
    protected abstract void complete(Exchange exchange, T result);

    /** Continues the route at once if the result is there, else when it arrives. */
    @Override
    public final boolean process(Exchange exchange, AsyncCallback callback) {
        CompletableFuture<T> result = started(exchange);
        if (result.isDone()) {
            finish(exchange, result);
            callback.done(true);
            return true;
        }
        result.whenComplete((value, failure) -> CallContext.logged(CallContext.requestId(exchange), () -> {
            finish(exchange, result);
            callback.done(false);
        }));
        return false;
    }

    private CompletableFuture<T> started(Exchange exchange) {
        try {
            return begin(exchange);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void finish(Exchange exchange, CompletableFuture<T> result) {
        try {
            complete(exchange, result.join());
        } catch (CompletionException e) {
            exchange.setException(cause(e));
        } catch (RuntimeException e) {
            exchange.setException(e);
        }
    }

    /** The failure itself, without the wrapper that a stage of a future adds. */
    public static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
