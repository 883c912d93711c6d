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
 * Answers of an engine that stay true for a moment: bounded, asked once at a time, never older than allowed.
 *
 * <p>The age of an answer counts from when its question began. A question under way is shared by whoever comes while
 * it is that young; failures and answers not worth keeping are shared, then forgotten.
 */
public final class AsyncReadCache<K, V> {
    /**
     * How long and how much.
     *
     * @param maxAge zero: nothing is kept, every question is asked
     * @param maxWeight what all answers may weigh together
     */
    public record Policy(Duration maxAge, long maxWeight) {}

    /** @param renewed whether another question was asked ahead of its end, which happens once */
    private record Read<V>(long startedAt, CompletableFuture<V> answer, AtomicBoolean renewed) {
        Read(long startedAt, CompletableFuture<V> answer) {
            this(startedAt, answer, new AtomicBoolean());
        }
    }

    /** @param next for whoever came while the current question was under way; null: nobody did */
    private record Line<V>(Later<V> current, Later<V> next) {}

    private record Later<V>(Supplier<CompletableFuture<V>> ask, CompletableFuture<V> answer) {}

    private final Map<K, Line<V>> lines = new ConcurrentHashMap<>();

    private final long maxAgeNanos;
    private final Predicate<V> keep;
    private final LongSupplier nanoTime;
    private final Cache<K, Read<V>> reads;

    /**
     * Empty at first.
     *
     * @param weight of one answer
     * @param keep whether an answer may be served again
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
                .weigher((K key, Read<V> read) -> isAnswered(read)
                        ? Math.max(1, weight.applyAsInt(read.answer().join()))
                        : 1)
                .expireAfterWrite(policy.maxAge().plusSeconds(60))
                .build();
    }

    public CompletableFuture<V> get(K key, Supplier<CompletableFuture<V>> ask) {
        Read<V> known = reads.getIfPresent(key);
        if (usable(known)) {
            return known.answer();
        }
        return begun(key, newRead(), ask).answer();
    }

    /**
     * Begins a question whose answer will be wanted in a moment; empty where an answer is kept, or somebody else's
     * question is under way.
     */
    public Optional<CompletableFuture<V>> begin(K key, Supplier<CompletableFuture<V>> ask) {
        Read<V> mine = newRead();
        return begun(key, mine, ask).equals(mine) ? Optional.of(mine.answer()) : Optional.empty();
    }

    /**
     * As {@link #get}; and where the answer is past the middle of its life, another question is asked once meanwhile, so
     * that who asks all the time never waits. Where that one fails, all stays as it was.
     */
    public CompletableFuture<V> getAndRenew(K key, Supplier<CompletableFuture<V>> ask) {
        Read<V> known = reads.getIfPresent(key);
        if (isFresh(known)
                && nanoTime.getAsLong() - known.startedAt() > maxAgeNanos / 2
                && known.renewed().compareAndSet(false, true)) {
            long startedAt = nanoTime.getAsLong();
            asked(ask).whenComplete((value, failure) -> {
                if (failure == null && keep.test(value)) {
                    reads.asMap().replace(key, known, new Read<>(startedAt, CompletableFuture.completedFuture(value)));
                } else if (failure == null) {
                    reads.asMap().remove(key, known);
                }
            });
        }
        return get(key, ask);
    }

    /** Whether an answer is there that {@link #get} would give. */
    public boolean isFresh(K key) {
        return isFresh(reads.getIfPresent(key));
    }

    /** The question that was asked last, under way or answered, however old; empty where none is known. */
    public Optional<CompletableFuture<V>> latest(K key) {
        return Optional.ofNullable(reads.getIfPresent(key)).map(Read::answer);
    }

    private Read<V> newRead() {
        return new Read<>(nanoTime.getAsLong(), new CompletableFuture<>());
    }

    /** The read that counts: mine, which is begun, or one that is young enough. */
    private Read<V> begun(K key, Read<V> mine, Supplier<CompletableFuture<V>> ask) {
        Read<V> current = reads.asMap().compute(key, (k, old) -> usable(old) ? old : mine);
        if (current.equals(mine)) {
            asked(ask).whenComplete((value, failure) -> answered(key, mine, value, failure));
        }
        return current;
    }

    /**
     * An answer to a question that began after now. Whoever comes while one is under way shares the one after it, so that
     * a crowd costs two questions.
     */
    public CompletableFuture<V> getLater(K key, Supplier<CompletableFuture<V>> ask) {
        Later<V> mine = new Later<>(ask, new CompletableFuture<>());
        Line<V> line = lines.compute(
                key,
                (k, before) -> before == null
                        ? new Line<>(mine, null)
                        : before.next() == null ? new Line<>(before.current(), mine) : before);
        if (line.current().answer() == mine.answer()) {
            askAnew(key, mine);
            return mine.answer();
        }
        return line.next().answer();
    }

    private void askAnew(K key, Later<V> question) {
        drop(key);
        get(key, question.ask()).whenComplete((value, failure) -> {
            Line<V> line = lines.computeIfPresent(
                    key, (k, ended) -> ended.next() == null ? null : new Line<>(ended.next(), null));
            if (failure == null) {
                question.answer().complete(value);
            } else {
                question.answer().completeExceptionally(failure);
            }
            if (line != null) {
                askAnew(key, line.current());
            }
        });
    }

    /** A question that cannot even be asked has failed; others wait for its answer. */
    private static <V> CompletableFuture<V> asked(Supplier<CompletableFuture<V>> ask) {
        try {
            return ask.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Changes the answer that is kept to what is known to be true now; a question under way is not kept at all. */
    public void update(K key, UnaryOperator<V> change) {
        reads.asMap()
                .computeIfPresent(
                        key,
                        (k, read) -> isAnswered(read)
                                ? new Read<>(
                                        read.startedAt(),
                                        CompletableFuture.completedFuture(
                                                change.apply(read.answer().join())))
                                : null);
    }

    /** Forgets the answer; a question under way is not kept. */
    public void drop(K key) {
        reads.invalidate(key);
    }

    private void answered(K key, Read<V> mine, V value, Throwable failure) {
        if (failure == null && keep.test(value)) {
            // Put anew, so that it is weighed; only if nobody dropped it meanwhile.
            reads.asMap().replace(key, mine, new Read<>(mine.startedAt(), CompletableFuture.completedFuture(value)));
            mine.answer().complete(value);
        } else {
            reads.asMap().remove(key, mine);
            if (failure == null) {
                mine.answer().complete(value);
            } else {
                mine.answer().completeExceptionally(failure);
            }
        }
    }

    private boolean usable(Read<V> read) {
        return read != null && nanoTime.getAsLong() - read.startedAt() < maxAgeNanos;
    }

    private boolean isFresh(Read<V> read) {
        return usable(read) && isAnswered(read);
    }

    private static boolean isAnswered(Read<?> read) {
        return read.answer().isDone() && !read.answer().isCompletedExceptionally();
    }
}
