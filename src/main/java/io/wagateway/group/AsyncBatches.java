package io.wagateway.group;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Asynchronous work on many items, a few at a time. */
final class AsyncBatches {
    private AsyncBatches() {}

    /**
     * Starts a batch when the one before it is done.
     *
     * @return the results in the order of the items
     */
    static <A, B> CompletableFuture<List<B>> map(List<A> items, int batchSize, Function<A, CompletableFuture<B>> work) {
        CompletableFuture<List<B>> done = CompletableFuture.completedFuture(new ArrayList<>(items.size()));
        for (int i = 0; i < items.size(); i += batchSize) {
            List<A> batch = items.subList(i, Math.min(items.size(), i + batchSize));
            done = done.thenCompose(results -> {
                List<CompletableFuture<B>> futures = batch.stream().map(work).toList();
                return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
                        .thenApply(nothing -> {
                            futures.forEach(future -> results.add(future.join()));
                            return results;
                        });
            });
        }
        return done;
    }
}
