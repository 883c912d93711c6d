package io.wagateway.pipeline;

import java.util.concurrent.CompletableFuture;

/** The body of a call. Nothing of it is read until a step of the pipeline asks. */
public interface AsyncBody {
    /** The most bytes that any operation takes. */
    int MAX_BYTES = 64 * 1024;

    /**
     * Checks that the body is no larger than {@link #MAX_BYTES}, and drops it. No thread waits while it arrives. Fails
     * with {@link io.wagateway.error.InvalidRequestException}.
     */
    CompletableFuture<Void> discard();

    /** The whole body, at most {@link #MAX_BYTES}. No thread waits; it fails as {@link #discard} does. Call it once. */
    CompletableFuture<byte[]> read();

    /** The whole body, at most that many bytes; else as {@link #read()}. */
    CompletableFuture<byte[]> read(int maxBytes);

    /** The header {@code Content-Type} as it came; null if absent. */
    String contentType();

    /** The header {@code Content-Encoding} as it came; null if absent. */
    String contentEncoding();
}
