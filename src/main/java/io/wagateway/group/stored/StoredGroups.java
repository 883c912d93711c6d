package io.wagateway.group.stored;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.wagateway.error.NotFoundException;
import io.wagateway.pipeline.AsyncStep;
import io.wagateway.session.Session;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the stored groups as up to date as what live calls read and change. */
public final class StoredGroups {
    private static final Logger LOG = LoggerFactory.getLogger(StoredGroups.class);

    /** Reads that wait to be stored. The next refresh stores those that exceed it. */
    private static final int MAX_WAITING = 256;

    /** A caller that reads the same unchanged group repeatedly costs one write in this time. */
    private static final Duration WRITE_INTERVAL = Duration.ofSeconds(10);

    private static final int MAX_REMEMBERED_WEIGHT = 100_000;
    private static final int LOCKS = 1_024;

    private record Key(String session, String group) {}

    /** @param response of readGroup; null: there is no such group */
    private record Read(long requestedAt, long endedAt, Session session, Map<String, Object> response) {}

    private final GroupStore store;
    private final ChangeStore changes;
    private final Executor executor;
    private final LongSupplier clock;
    private final Map<Key, Read> waiting = new ConcurrentHashMap<>();
    private final AtomicBoolean writing = new AtomicBoolean();

    /** Each for some of the groups: {@link #flush} waits for a read of its group that another thread is storing. */
    private final List<Object> locks = Stream.generate(Object::new).limit(LOCKS).toList();

    private final Cache<Key, ObservedGroup> written = Caffeine.newBuilder()
            .maximumWeight(MAX_REMEMBERED_WEIGHT)
            .weigher((Key key, ObservedGroup group) -> group.weight())
            .expireAfterWrite(WRITE_INTERVAL)
            .build();

    /**
     * For this node.
     *
     * @param executor stores what live calls read
     * @param clock the database's time: another node may have stored a change since a read began
     */
    StoredGroups(GroupStore store, ChangeStore changes, Executor executor, LongSupplier clock) {
        this.store = store;
        this.changes = changes;
        this.executor = executor;
        this.clock = clock;
    }

    /**
     * Watches a live {@code readGroup}, which does not wait: another thread stores what it finds in a moment.
     *
     * @param read sends the request
     */
    public CompletableFuture<Map<String, Object>> watch(
            Session session, String gid, Supplier<CompletableFuture<Map<String, Object>>> read) {
        // Before the request: a response may show what was so just then.
        long requestedAt = clock.getAsLong();
        return read.get().whenComplete((response, failure) -> {
            if (failure == null || AsyncStep.cause(failure) instanceof NotFoundException) {
                enqueue(new Key(session.id(), gid), new Read(requestedAt, clock.getAsLong(), session, response));
            }
        });
    }

    /**
     * Returns once reads of the group from before now are stored, as the change comes after them. Call it before the transaction that
     * stores a change: a read that cannot be stored must not roll back the change.
     */
    public void flush(String session, String group) {
        Key key = new Key(session, group);
        writeWaiting(key);
        written.invalidate(key);
    }

    /** Holds the group's row until the caller's transaction ends; empty if the group is not stored. */
    public Optional<LockedGroup> lock(String session, String group) {
        return changes.lock(session, group);
    }

    /**
     * Holds the rows of those groups that are stored and that no other transaction holds, by group JID. It never waits, so it
     * is no part of a deadlock.
     */
    public Map<String, LockedGroup> lockFree(String session, Collection<String> groups) {
        return changes.lockFree(session, groups);
    }

    /**
     * Stores changes of many groups in the caller's transaction, which holds their rows, in their order.
     *
     * @param now epoch milliseconds of the database
     */
    public void apply(List<RoleChange> confirmed, long now) {
        changes.apply(confirmed, now);
    }

    /**
     * Stores what WhatsApp has confirmed, in the caller's transaction. A change of a group that is not stored stores it,
     * unless the session is deleted.
     *
     * @param confirmed changes of one group, in their order
     * @param locked what {@link #lock} returned for that group
     * @param now epoch milliseconds of the database
     */
    public void apply(String session, List<Change> confirmed, Optional<LockedGroup> locked, long now) {
        changes.apply(session, confirmed, locked, now);
    }

    private void enqueue(Key key, Read read) {
        if (waiting.size() < MAX_WAITING || waiting.containsKey(key)) {
            waiting.merge(key, read, (old, now) -> old.requestedAt() > now.requestedAt() ? old : now);
            writeSoon();
        }
    }

    private void writeSoon() {
        if (!waiting.isEmpty() && writing.compareAndSet(false, true)) {
            try {
                executor.execute(this::writeAll);
            } catch (RejectedExecutionException e) {
                // The call that read it has its response; the next read tries again to store all that wait.
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
        // A read may have arrived after the last look and before the flag was cleared.
        writeSoon();
    }

    private void writeWaiting(Key key) {
        synchronized (locks.get(Math.floorMod(key.hashCode(), LOCKS))) {
            Read read = waiting.remove(key);
            if (read != null) {
                tryWrite(key, read);
            }
        }
    }

    private void tryWrite(Key key, Read read) {
        try {
            write(key, read);
        } catch (RuntimeException e) {
            // The call that read it has its response, and the next read or refresh brings the same.
            LOG.warn(
                    "session={} Could not store a group that a call read: {}",
                    key.session(),
                    e.getClass().getName());
        }
    }

    private void write(Key key, Read read) {
        ObservedGroup observed = read.response() == null ? null : ObservedGroup.read(key.group(), read.response());
        // An engine may also describe a group that the account is not in.
        if (observed == null
                || observed.isWithout(read.session().waJid(), read.session().waLid())) {
            written.invalidate(key);
            store.remove(key.session(), key.group(), read.requestedAt());
            return;
        }
        if (observed.equals(written.getIfPresent(key))) {
            return;
        }
        if (store.storeRead(key.session(), observed, read.requestedAt(), read.endedAt())) {
            written.put(key, observed);
        } else {
            written.invalidate(key);
        }
    }
}
