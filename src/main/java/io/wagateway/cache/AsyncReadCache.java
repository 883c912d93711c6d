package io.wagateway.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;

/**
 * A bounded cache of asynchronous reads, single-flight by key: callers share a read in flight, and no result is older than
 * the policy allows.
 *
 * <p>The age of a result counts from the start of its read. Callers share a read in flight while it is young enough. A
 * failure, or a result that the predicate rejects, goes to the callers in flight and is not kept.
 */
public final class AsyncReadCache<K, V> {
    /**
     * The bounds of a cache.
     *
     * @param maxAge of a result; zero: nothing is kept, and each call reads
     * @param maxWeight of all results together
     */
    public record Policy(Duration maxAge, long maxWeight) {}

    /** @param renewed whether a renewal has started, which happens once */
    private record Read<V>(long startedAt, CompletableFuture<V> result, AtomicBoolean renewed) {
        Read(long startedAt, CompletableFuture<V> result) {
            this(startedAt, result, new AtomicBoolean());
        }
    }

    /** @param next for callers that came while the current read was in flight; null if none came */
    private record Queue<V>(LaterRead<V> current, LaterRead<V> next) {}

    private record LaterRead<V>(Supplier<CompletableFuture<V>> read, CompletableFuture<V> result) {}

    private final Map<K, Queue<V>> queues = new ConcurrentHashMap<>();

    private final long maxAgeNanos;
    private final Predicate<V> keep;
    private final LongSupplier nanoTime;
    private final Cache<K, Read<V>> reads;

    /**
     * Creates an empty cache.
     *
     * @param weight of one result
     * @param keep whether a result may be kept
     */
    public AsyncReadCache(Policy policy, ToIntFunction<V> weight, Predicate<V> keep) {
        this(policy, weight, keep, System::nanoTime);
    }

    AsyncReadCache(Policy policy, ToIntFunction<V> weight, Predicate<V> keep, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.maxAgeNanos = policy.maxAge().toNanos();
        this.keep = keep;
        this.reads = Caffeine.newBuilder()
                .maximumWeight(policy.maxWeight())
                .weigher((K key, Read<V> read) -> isSuccessful(read)
                        ? Math.max(1, weight.applyAsInt(read.result().join()))
                        : 1)
                .expireAfterWrite(policy.maxAge().plusSeconds(60))
                .build();
    }

    /** The kept result, or that of a read in flight, or that of a new read. */
    public CompletableFuture<V> get(K key, Supplier<CompletableFuture<V>> read) {
        Read<V> known = reads.getIfPresent(key);
        if (usable(known)) {
            return known.result();
        }
        return shared(key, newRead(), read).result();
    }

    /**
     * Starts a read ahead of a {@link #get}; empty if a result is kept, or another read is in flight.
     */
    public Optional<CompletableFuture<V>> begin(K key, Supplier<CompletableFuture<V>> read) {
        Read<V> mine = newRead();
        return shared(key, mine, read).equals(mine) ? Optional.of(mine.result()) : Optional.empty();
    }

    /**
     * As {@link #get}; if the kept result has passed half of its age, one more read starts in the background, so that
     * frequent callers never wait. If that read fails, the kept result stays.
     */
    public CompletableFuture<V> getAndRenew(K key, Supplier<CompletableFuture<V>> read) {
        Read<V> known = reads.getIfPresent(key);
        if (isFresh(known)
                && nanoTime.getAsLong() - known.startedAt() > maxAgeNanos / 2
                && known.renewed().compareAndSet(false, true)) {
            long startedAt = nanoTime.getAsLong();
            started(read).whenComplete((value, failure) -> {
                if (failure == null && keep.test(value)) {
                    reads.asMap().replace(key, known, new Read<>(startedAt, CompletableFuture.completedFuture(value)));
                } else if (failure == null) {
                    reads.asMap().remove(key, known);
                }
            });
        }
        return get(key, read);
    }

    /** Whether a result is kept that {@link #get} would return. */
    public boolean isFresh(K key) {
        return isFresh(reads.getIfPresent(key));
    }

    /** The last read, in flight or ended, of any age; empty if none is known. */
    public Optional<CompletableFuture<V>> latest(K key) {
        return Optional.ofNullable(reads.getIfPresent(key)).map(Read::result);
    }

    private Read<V> newRead() {
        return new Read<>(nanoTime.getAsLong(), new CompletableFuture<>());
    }

    /** The read that callers share: mine, which this method starts, or one that is young enough. */
    private Read<V> shared(K key, Read<V> mine, Supplier<CompletableFuture<V>> read) {
        Read<V> current = reads.asMap().compute(key, (k, old) -> usable(old) ? old : mine);
        if (current.equals(mine)) {
            started(read).whenComplete((value, failure) -> ended(key, mine, value, failure));
        }
        return current;
    }

    /**
     * The result of a read that starts after this call. Callers that come while one is in flight share the next one, so
     * that any number of callers costs two reads.
     */
    public CompletableFuture<V> getLater(K key, Supplier<CompletableFuture<V>> read) {
        LaterRead<V> mine = new LaterRead<>(read, new CompletableFuture<>());
        Queue<V> queue = queues.compute(
                key,
                (k, before) -> before == null
                        ? new Queue<>(mine, null)
                        : before.next() == null ? new Queue<>(before.current(), mine) : before);
        if (queue.current().result() == mine.result()) {
            startLater(key, mine);
            return mine.result();
        }
        return queue.next().result();
    }

    private void startLater(K key, LaterRead<V> later) {
        drop(key);
        get(key, later.read()).whenComplete((value, failure) -> {
            Queue<V> queue = queues.computeIfPresent(
                    key, (k, ended) -> ended.next() == null ? null : new Queue<>(ended.next(), null));
            if (failure == null) {
                later.result().complete(value);
            } else {
                later.result().completeExceptionally(failure);
            }
            if (queue != null) {
                startLater(key, queue.current());
            }
        });
    }

    /** A read that cannot start has failed: other callers wait for its result. */
    private static <V> CompletableFuture<V> started(Supplier<CompletableFuture<V>> read) {
        try {
            return read.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Changes the kept result; the result of a read in flight will not be kept. */
    public void update(K key, UnaryOperator<V> change) {
        reads.asMap()
                .computeIfPresent(
                        key,
                        (k, read) -> isSuccessful(read)
                                ? new Read<>(
                                        read.startedAt(),
                                        CompletableFuture.completedFuture(
                                                change.apply(read.result().join())))
                                : null);
    }

    /** Removes the kept result; the result of a read in flight will not be kept. */
    public void drop(K key) {
        reads.invalidate(key);
    }

    private void ended(K key, Read<V> mine, V value, Throwable failure) {
        if (failure == null && keep.test(value)) {
            // Replaced, so that it is weighed; only if no caller has dropped it meanwhile.
            reads.asMap().replace(key, mine, new Read<>(mine.startedAt(), CompletableFuture.completedFuture(value)));
            mine.result().complete(value);
        } else {
            reads.asMap().remove(key, mine);
            if (failure == null) {
                mine.result().complete(value);
            } else {
                mine.result().completeExceptionally(failure);
            }
        }
    }

    private boolean usable(Read<V> read) {
        return read != null && nanoTime.getAsLong() - read.startedAt() < maxAgeNanos;
    }

    private boolean isFresh(Read<V> read) {
        return usable(read) && isSuccessful(read);
    }

    private static boolean isSuccessful(Read<?> read) {
        return read.result().isDone() && !read.result().isCompletedExceptionally();
    }
}
