package io.wagateway.pipeline;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;

/** Lets a step of the corridor wait for an answer without holding a thread. */
public final class AsyncSteps {
    private AsyncSteps() {}

    /**
     * Goes on with the route when the answer is there; synchronously where it is there already.
     *
     * @param then what to do with the answer; what it throws is the step's failure
     * @return what an {@link org.apache.camel.AsyncProcessor} returns: whether the step is done already
     */
    public static <T> boolean await(
            Exchange exchange, AsyncCallback callback, CompletableFuture<T> answer, Consumer<T> then) {
        if (answer.isDone()) {
            finish(exchange, answer, then);
            callback.done(true);
            return true;
        }
        answer.whenComplete((value, failure) -> CallContext.logged(CallContext.requestId(exchange), () -> {
            finish(exchange, answer, then);
            callback.done(false);
        }));
        return false;
    }

    private static <T> void finish(Exchange exchange, CompletableFuture<T> answer, Consumer<T> then) {
        try {
            then.accept(answer.join());
        } catch (CompletionException e) {
            exchange.setException(cause(e));
        } catch (RuntimeException e) {
            exchange.setException(e);
        }
    }

    /** What really failed, without the wrapping that a stage of a future adds. */
    public static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
