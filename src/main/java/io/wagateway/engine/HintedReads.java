package io.wagateway.engine;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

/**
 * Reads that others ask for, again and again: at most one of each thing a second and one at a time, few at once, with a bounded
 * number that wait. Each organisation has its {@link FairShare} of the places, and of those that wait. A hint that comes
 * during a read of the same thing causes another one, as that read may have begun too early.
 *
 * @param <K> names what is read
 */
public final class HintedReads<K> {
    private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);

    /** Reads at a time, on one node. */
    private static final int MAX_RUNNING = 32;

    /** That wait, of all organisations; of each at least a few. */
    private static final int MAX_WAITING = 10_000;

    private static final int MAX_WAITING_OF_ONE = 1_000;
    private static final int MAX_ORGANIZATIONS = 1_000;

    /** When nothing can begin now, the next look is after this time. */
    private static final long LOOK_AGAIN_MILLIS = 100;

    private record Waiting<K>(K key, long notBefore) {}

    private final BiFunction<String, K, CompletableFuture<?>> read;
    private final LongSupplier nanoTime;
    private final FairShare places = new FairShare(MAX_RUNNING);

    /** By organisation, in the order of their turns. */
    private final Map<String, Queue<Waiting<K>>> waiting = new LinkedHashMap<>();

    private final Set<K> waitingKeys = new HashSet<>();
    private final Set<K> running = new HashSet<>();

    /** When each began that has begun within the last second; the oldest first. */
    private final Map<K, Long> begun = new LinkedHashMap<>();

    private boolean looksAgain;

    /** @param read of an organisation and a key; must not block */
    public HintedReads(BiFunction<String, K, CompletableFuture<?>> read, LongSupplier nanoTime) {
        this.read = read;
        this.nanoTime = nanoTime;
    }

    /** Reads it soon. One too many is dropped: the next refresh reads it, too. */
    public void hint(String organization, K key) {
        hint(organization, key, 0);
    }

    /** As {@link #hint(String, Object)}, after a delay at the earliest. */
    public void hint(String organization, K key, long delayMillis) {
        if (add(organization, key, nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(delayMillis))) {
            begin();
        }
    }

    private synchronized boolean add(String organization, K key, long notBefore) {
        Queue<Waiting<K>> own = waiting.get(organization);
        int share = Math.min(MAX_WAITING_OF_ONE, MAX_WAITING / (waiting.size() + 1));
        boolean isFull = own == null ? waiting.size() >= MAX_ORGANIZATIONS : own.size() >= share;
        if (isFull || !waitingKeys.add(key)) {
            return false;
        }
        waiting.computeIfAbsent(organization, any -> new ArrayDeque<>()).add(new Waiting<>(key, notBefore));
        return true;
    }

    private void begin() {
        for (Map.Entry<String, K> next = next(); next != null; next = next()) {
            String organization = next.getKey();
            K key = next.getValue();
            started(organization, key).whenComplete((result, failure) -> {
                end(organization, key);
                begin();
            });
        }
    }

    private CompletableFuture<?> started(String organization, K key) {
        try {
            return read.apply(organization, key);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private synchronized void end(String organization, K key) {
        running.remove(key);
        places.release(organization);
    }

    /** Takes the next one that may begin; null if there is none. Its organisation is the last afterwards. */
    private synchronized Map.Entry<String, K> next() {
        long now = nanoTime.getAsLong();
        begun.values().removeIf(at -> now - at >= INTERVAL);
        for (String organization : waiting.keySet().toArray(String[]::new)) {
            K key = takeFirst(organization, now);
            if (key != null) {
                running.add(key);
                begun.put(key, now);
                return Map.entry(organization, key);
            }
        }
        if (!waiting.isEmpty() && !looksAgain) {
            looksAgain = true;
            CompletableFuture.delayedExecutor(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)
                    .execute(this::lookAgain);
        }
        return null;
    }

    private void lookAgain() {
        synchronized (this) {
            looksAgain = false;
        }
        begin();
    }

    private K takeFirst(String organization, long now) {
        Queue<Waiting<K>> own = waiting.get(organization);
        for (Iterator<Waiting<K>> next = own.iterator(); next.hasNext(); ) {
            Waiting<K> first = next.next();
            boolean isDue =
                    first.notBefore() - now <= 0 && !begun.containsKey(first.key()) && !running.contains(first.key());
            if (isDue) {
                if (!places.tryTake(organization)) {
                    return null;
                }
                next.remove();
                waitingKeys.remove(first.key());
                waiting.remove(organization);
                if (!own.isEmpty()) {
                    waiting.put(organization, own);
                }
                return first.key();
            }
        }
        return null;
    }
}
