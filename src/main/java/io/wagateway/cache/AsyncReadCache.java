package io.wagateway.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
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

    private record LaterRead<V>(Supplier<CompletableFuture<V>> read, CompletableFuture<V> result) {}

    /**
     * Reads for callers that need a new one.
     *
     * @param startedAt of the current read
     * @param next starts once the current one has ended, for callers that came after its start; null if none came
     */
    private record Queue<V>(LaterRead<V> current, long startedAt, LaterRead<V> next) {
        /** The result that a caller waits for; null if it needs a next read and there is none. */
        CompletableFuture<V> resultSince(long moment) {
            return startedAt - moment >= 0 ? current.result() : next == null ? null : next.result();
        }

        Queue<V> withNext(LaterRead<V> later) {
            return new Queue<>(current, startedAt, later);
        }
    }

    private final Map<K, Queue<V>> queues = new ConcurrentHashMap<>();

    private final long maxAgeNanos;
    private final Predicate<V> keep;
    private final Executor executor;
    private final LongSupplier nanoTime;
    private final Cache<K, Read<V>> reads;

    /**
     * Creates an empty cache.
     *
     * @param weight of one result
     * @param keep whether a result may be kept
     * @param executor starts reads for which callers wait in a queue
     */
    public AsyncReadCache(Policy policy, ToIntFunction<V> weight, Predicate<V> keep, Executor executor) {
        this(policy, weight, keep, executor, System::nanoTime);
    }

    AsyncReadCache(
            Policy policy, ToIntFunction<V> weight, Predicate<V> keep, Executor executor, LongSupplier nanoTime) {
        this.executor = executor;
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
        return usableOrNew(key, read).result();
    }

    /**
     * As {@link #get}, but a read that started before the moment has not failed for good: then the result is that of {@link
     * #getSince}.
     *
     * @param moment a {@link System#nanoTime()} that has passed
     * @param doubtful whether a later read may succeed after such a failure
     */
    public CompletableFuture<V> get(
            K key, long moment, Predicate<Throwable> doubtful, Supplier<CompletableFuture<V>> read) {
        Read<V> used = usableOrNew(key, read);
        return used.startedAt() - moment >= 0
                ? used.result()
                : used.result()
                        .exceptionallyCompose(failure -> doubtful.test(failure)
                                ? getSince(key, moment, read)
                                : CompletableFuture.failedFuture(failure));
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
            startAndKeep(key, newRead(), known, read);
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

    private Read<V> usableOrNew(K key, Supplier<CompletableFuture<V>> read) {
        Read<V> known = reads.getIfPresent(key);
        return usable(known) ? known : shared(key, newRead(), read);
    }

    private Read<V> newRead() {
        return new Read<>(nanoTime.getAsLong(), new CompletableFuture<>());
    }

    /** The read that callers share: mine, which this method starts, or one that is young enough. */
    private Read<V> shared(K key, Read<V> mine, Supplier<CompletableFuture<V>> read) {
        Read<V> current = usableOr(key, mine);
        if (current.equals(mine)) {
            startAndKeep(key, mine, mine, read)
                    .whenComplete((value, failure) -> complete(mine.result(), value, failure));
        }
        return current;
    }

    /** The read that {@link #get} returns from now on: the one that it returns already, else mine. */
    private Read<V> usableOr(K key, Read<V> mine) {
        Read<V> known = reads.getIfPresent(key);
        return usable(known) ? known : reads.asMap().compute(key, (k, old) -> usable(old) ? old : mine);
    }

    /**
     * The result of a read that starts after this call; no result of an earlier read is kept. Callers share the read as
     * those of {@link #getSince} do.
     */
    public CompletableFuture<V> getLater(K key, Supplier<CompletableFuture<V>> read) {
        drop(key);
        return getSince(key, nanoTime.getAsLong(), read);
    }

    /**
     * The result of a read that started at the moment or after it: a kept one of any age, that of a read in flight, or
     * that of a new read. Callers that came after the start of a new read share the next one, so that one new read
     * after the other serves any number of callers. Meanwhile {@link #get} returns what is kept.
     *
     * @param moment a {@link System#nanoTime()} that has passed
     */
    public CompletableFuture<V> getSince(K key, long moment, Supplier<CompletableFuture<V>> read) {
        Read<V> known = reads.getIfPresent(key);
        if (known != null && known.startedAt() - moment >= 0) {
            return known.result();
        }
        LaterRead<V> mine = new LaterRead<>(read, new CompletableFuture<>());
        Queue<V> queue = queues.compute(key, (k, before) -> {
            if (before == null) {
                return new Queue<>(mine, nanoTime.getAsLong(), null);
            }
            return before.resultSince(moment) == null ? before.withNext(mine) : before;
        });
        if (queue.current().equals(mine)) {
            startCurrent(key, queue);
            return mine.result();
        }
        return queue.resultSince(moment);
    }

    private void startCurrent(K key, Queue<V> queue) {
        Read<V> mine = new Read<>(queue.startedAt(), queue.current().result());
        startAndKeep(key, mine, usableOr(key, mine), queue.current().read()).whenComplete((value, failure) -> {
            endCurrent(key);
            complete(mine.result(), value, failure);
        });
    }

    /**
     * The next read gets a thread of its own: this one continues the callers of the current read. If it continued those
     * of the next read, too, it would also have to continue all that come in the meantime.
     */
    private void endCurrent(K key) {
        Queue<V> waiting = queues.computeIfPresent(key, (k, queue) -> queue.next() == null ? null : queue);
        if (waiting != null) {
            try {
                executor.execute(() -> startNext(key));
            } catch (RejectedExecutionException e) {
                startNext(key);
            }
        }
    }

    private void startNext(K key) {
        startCurrent(
                key, queues.computeIfPresent(key, (k, queue) -> new Queue<>(queue.next(), nanoTime.getAsLong(), null)));
    }

    /**
     * Starts a read, and keeps its result.
     *
     * @param before what {@link #get} returns meanwhile: this read, or an earlier one, which stays if this one fails
     */
    private CompletableFuture<V> startAndKeep(
            K key, Read<V> mine, Read<V> before, Supplier<CompletableFuture<V>> read) {
        return started(read).whenComplete((value, failure) -> {
            if (failure == null && keep.test(value)) {
                // Replaced, so that it is weighed; only if no caller has updated or dropped it meanwhile.
                reads.asMap()
                        .replace(key, before, new Read<>(mine.startedAt(), CompletableFuture.completedFuture(value)));
            } else if (failure == null || before.equals(mine)) {
                reads.asMap().remove(key, before);
            }
        });
    }

    private static <V> void complete(CompletableFuture<V> result, V value, Throwable failure) {
        if (failure == null) {
            result.complete(value);
        } else {
            result.completeExceptionally(failure);
        }
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
