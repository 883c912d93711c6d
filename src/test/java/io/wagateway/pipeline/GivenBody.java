package io.wagateway.pipeline;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** A call's body that is there already, or that fails to arrive. */
public record GivenBody(String contentType, CompletableFuture<byte[]> read) implements CallBody {
    public static GivenBody of(String contentType, byte[] bytes) {
        return new GivenBody(contentType, CompletableFuture.completedFuture(bytes));
    }

    public static GivenBody json(String json) {
        return of("application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    public static GivenBody failed(RuntimeException failure) {
        return new GivenBody("application/json", CompletableFuture.failedFuture(failure));
    }

    @Override
    public CompletableFuture<Void> discard() {
        return read.thenAccept(bytes -> {});
    }
}
