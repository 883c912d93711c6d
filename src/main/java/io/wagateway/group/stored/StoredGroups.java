package io.wagateway.group.stored;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.wagateway.error.NotFoundException;
import io.wagateway.pipeline.AsyncStep;
import io.wagateway.session.Session;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what is stored of groups as true as what live calls find. */
public final class StoredGroups {
    private static final Logger LOG = LoggerFactory.getLogger(StoredGroups.class);

    /** Reads that wait to be written. What is more is left to the next refresh. */
    private static final int MOST_WAITING = 256;

    /** Somebody who reads the same group again and again, and finds it as it was, costs a write in this time. */
    private static final Duration SAME = Duration.ofSeconds(10);

    private static final int MOST_REMEMBERED = 100_000;

    private record Key(String session, String group) {}

    /** @param answer of readGroup; null: there is no such group */
    private record Read(long askedAt, Map<String, Object> answer) {}

    private final GroupStore store;
    private final Executor executor;
    private final Map<Key, Read> waiting = new ConcurrentHashMap<>();
    private final AtomicBoolean writing = new AtomicBoolean();
    private final Cache<Key, ObservedGroup> written = Caffeine.newBuilder()
            .maximumWeight(MOST_REMEMBERED)
            .weigher((Key key, ObservedGroup group) -> group.weight())
            .expireAfterWrite(SAME)
            .build();

    /** @param executor where what live calls read is written */
    StoredGroups(GroupStore store, Executor executor) {
        this.store = store;
        this.executor = executor;
    }

    /** Watches a live {@code readGroup}, which does not wait: what it finds is written down in a moment. */
    public CompletableFuture<Map<String, Object>> watch(
            Session session, String gid, CompletableFuture<Map<String, Object>> read) {
        long askedAt = System.currentTimeMillis();
        return read.whenComplete((answer, failure) -> {
            if (failure == null || AsyncStep.cause(failure) instanceof NotFoundException) {
                found(new Key(session.id(), gid), new Read(askedAt, answer));
            }
        });
    }

    /** What is written in the transaction of a change. */
    public interface TransactionCallback {
        /** @param firstSeenAt when the group was first seen, epoch milliseconds; null: it was not known before */
        void write(Long firstSeenAt);
    }

    /**
     * Writes down what WhatsApp has confirmed, and what the caller writes together with it; when this returns, it is
     * stored.
     *
     * @param group the one that all changes are of; null where there are none
     * @param together called again where the transaction has to be made again
     */
    public void applied(String session, String group, List<Change> changes, TransactionCallback together) {
        if (!changes.isEmpty()) {
            Key key = new Key(session, group);
            // What was read before is the ground that the change stands on; should it be none, the change was made all
            // the same.
            writeWaiting(key);
            written.invalidate(key);
        }
        store.apply(session, group, changes, System.currentTimeMillis(), together::write);
    }

    private void found(Key key, Read read) {
        if (waiting.size() < MOST_WAITING || waiting.containsKey(key)) {
            waiting.merge(key, read, (old, now) -> old.askedAt() > now.askedAt() ? old : now);
            writeSoon();
        }
    }

    private void writeSoon() {
        if (!waiting.isEmpty() && writing.compareAndSet(false, true)) {
            try {
                executor.execute(this::writeAll);
            } catch (RejectedExecutionException e) {
                // The call that read it has its answer; the next read tries again to have all written.
                writing.set(false);
            }
        }
    }

    private void writeAll() {
        try {
            waiting.keySet().forEach(this::writeWaiting);
        } finally {
            writing.set(false);
        }
        // What came in after the last look, before the flag was down.
        writeSoon();
    }

    private void writeWaiting(Key key) {
        Read read = waiting.remove(key);
        if (read == null) {
            return;
        }
        try {
            write(key, read);
        } catch (RuntimeException e) {
            // The call that read it has its answer, and the next read or refresh brings the same.
            LOG.warn(
                    "session={} what was read of a group is not stored: {}",
                    key.session(),
                    e.getClass().getName());
        }
    }

    private void write(Key key, Read read) {
        if (read.answer() == null) {
            written.invalidate(key);
            store.remove(key.session(), key.group(), read.askedAt());
            return;
        }
        ObservedGroup seen = ObservedGroup.read(key.group(), read.answer());
        if (!seen.equals(written.getIfPresent(key))) {
            store.read(key.session(), seen, read.askedAt());
            written.put(key, seen);
        }
    }
}
