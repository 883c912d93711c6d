package io.wagateway.pipeline;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Bounds how many calls do at one time what takes much memory. Others wait, without a thread. The next turn is for whoever has
 * the fewest.
 */
public final class Turns {
    private final int places;
    private final Executor executor;
    private final Map<String, Integer> taken = new HashMap<>();

    /** The calls of each; whoever has had no turn for the longest time is the first. */
    private final Map<String, Deque<CompletableFuture<Void>>> waiting = new LinkedHashMap<>();

    private int inAll;

    /**
     * Nobody has a turn yet.
     *
     * @param places turns at one time
     * @param executor continues the calls that have waited
     */
    public Turns(int places, Executor executor) {
        this.places = places;
        this.executor = executor;
    }

    /**
     * As many turns as the heap has room for.
     *
     * @param bytes of the heap that one takes
     * @param most however large the heap is
     */
    public static Turns byHeap(long bytes, int most, Executor executor) {
        return new Turns(places(Runtime.getRuntime().maxMemory(), bytes, most), executor);
    }

    static int places(long heap, long bytes, int most) {
        return (int) Math.max(1, Math.min(most, heap / bytes));
    }

    /** Done when it is a turn of this name's; whoever has had it must {@link #end} it. */
    public synchronized CompletableFuture<Void> begin(String name) {
        if (inAll < places) {
            take(name);
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> turn = new CompletableFuture<>();
        waiting.computeIfAbsent(name, key -> new ArrayDeque<>()).add(turn);
        return turn;
    }

    /** Ends a turn of this name's, and begins the next. */
    public void end(String name) {
        CompletableFuture<Void> next = next(name);
        if (next == null) {
            return;
        }
        try {
            executor.execute(() -> next.complete(null));
        } catch (RejectedExecutionException e) {
            // A turn must not be lost.
            next.complete(null);
        }
    }

    private synchronized CompletableFuture<Void> next(String ended) {
        taken.computeIfPresent(ended, (key, own) -> own == 1 ? null : own - 1);
        inAll--;
        String name = waiting.keySet().stream()
                .min(Comparator.comparing(key -> taken.getOrDefault(key, 0)))
                .orElse(null);
        if (name == null) {
            return null;
        }
        Deque<CompletableFuture<Void>> calls = waiting.remove(name);
        CompletableFuture<Void> next = calls.remove();
        if (!calls.isEmpty()) {
            waiting.put(name, calls);
        }
        take(name);
        return next;
    }

    private void take(String name) {
        taken.merge(name, 1, Integer::sum);
        inAll++;
    }
}
