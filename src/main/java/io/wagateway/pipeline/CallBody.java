package io.wagateway.pipeline;

import java.util.concurrent.CompletableFuture;

/** A call's body, of which nothing is read until a step of the corridor asks. */
public interface CallBody {
    /** The most bytes that any operation takes. */
    int MAX_BYTES = 64 * 1024;

    /**
     * Makes sure that the body is no larger than {@link #MAX_BYTES}, and drops it. Without a thread held while it
     * arrives; fails with {@link io.wagateway.error.InvalidRequestException}.
     */
    CompletableFuture<Void> discard();

    /** All of it, at most {@link #MAX_BYTES}; likewise, and at most once. */
    CompletableFuture<byte[]> read();

    /** The header {@code Content-Type} as it came; null where there is none. */
    String contentType();
}
