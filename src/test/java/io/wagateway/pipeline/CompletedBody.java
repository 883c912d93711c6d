package io.wagateway.pipeline;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** The body of a call that has arrived, or has failed to arrive. */
public record CompletedBody(String contentType, CompletableFuture<byte[]> read) implements AsyncBody {
    public static CompletedBody of(String contentType, byte[] bytes) {
        return new CompletedBody(contentType, CompletableFuture.completedFuture(bytes));
    }

    public static CompletedBody json(String json) {
        return of("application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    public static CompletedBody failed(RuntimeException failure) {
        return new CompletedBody("application/json", CompletableFuture.failedFuture(failure));
    }

    @Override
    public String contentEncoding() {
        return null;
    }

    @Override
    public CompletableFuture<byte[]> read(int maxBytes) {
        return read;
    }

    @Override
    public CompletableFuture<Void> discard() {
        return read.thenAccept(bytes -> {});
    }
}
