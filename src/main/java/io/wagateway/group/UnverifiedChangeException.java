package io.wagateway.group;

import io.wagateway.pipeline.AsyncStep;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * WhatsApp was asked for a change, the response does not prove it, and the read that would show it failed. The cause is
 * the failure of the read, which the caller gets.
 */
final class UnverifiedChangeException extends RuntimeException {
    private UnverifiedChangeException(Throwable failure) {
        super(null, failure, false, false);
    }

    static UnverifiedChangeException of(Throwable failure) {
        return new UnverifiedChangeException(AsyncStep.cause(failure));
    }

    /** A read of what a change has made of the group: if it fails, that remains unknown. */
    static <T> CompletableFuture<T> ifFails(Supplier<CompletableFuture<T>> read) {
        return CompletableFuture.completedFuture(read)
                .thenCompose(Supplier::get)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(of(failure)));
    }

    /** The failure for the caller. */
    static Throwable reported(Throwable failure) {
        return failure instanceof UnverifiedChangeException ? failure.getCause() : failure;
    }
}
