package io.wagateway.database;

import io.wagateway.error.UnavailableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Commits the work of many callers in few transactions, on a thread of its own: while one transaction commits, the work for
 * the next one gathers, so nobody waits for company. Organisations take turns. What would fail all is written alone.
 *
 * @param <W> what one caller writes
 */
public final class GroupCommit<W> implements AutoCloseable {
    private static final int MOST_TOGETHER = 128;
    private static final long STOP_SECONDS = 5;

    /** SQLSTATEs of a statement that waited too long for what another transaction holds. */
    private static final Set<String> LATE = Set.of("55P03", "57014", "HYT00");

    /** How the work is written. */
    public interface Writer<W> {
        /**
         * Writes as much of it as it can without waiting for other transactions, in one that is open.
         *
         * @return what it has left out, to be written {@link #alone}: the same objects
         */
        Collection<W> together(List<W> work);

        /** Writes one in a transaction of its own. */
        void alone(W work);
    }

    private record Waiting<W>(W work, CompletableFuture<Void> written) {}

    private final Writer<W> writer;
    private final TransactionOperations transaction;
    private final Executor executor;
    private final int capacity;
    private final ThreadPoolExecutor thread;
    /** In the order of the turns. Guards itself and the fields below. */
    private final Map<String, Deque<Waiting<W>>> waiting = new LinkedHashMap<>();

    private int size;
    private boolean writing;

    /**
     * Starts its thread when there is work.
     *
     * @param name of the thread
     * @param capacity how much may wait; of one organisation a quarter
     * @param executor continues the callers, and writes what is written alone
     */
    public GroupCommit(
            String name, int capacity, Writer<W> writer, TransactionOperations transaction, Executor executor) {
        this.writer = writer;
        this.transaction = transaction;
        this.executor = executor;
        this.capacity = capacity;
        this.thread = new ThreadPoolExecutor(
                1, 1, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new CustomizableThreadFactory(name + "-"));
        thread.allowCoreThreadTimeOut(true);
    }

    /** Done when the work is committed; fails with 503, and nothing is written, if too much waits. */
    public CompletableFuture<Void> offer(String organization, W work) {
        synchronized (waiting) {
            Deque<Waiting<W>> own = waiting.get(organization);
            if (size >= capacity || (own != null && own.size() >= capacity / 4)) {
                return CompletableFuture.failedFuture(
                        UnavailableException.engine("too many changes are waiting to be recorded"));
            }
            return add(organization, work);
        }
    }

    /** As {@link #offer}, for the rest of work that was accepted before: it is never too much. */
    public CompletableFuture<Void> add(String organization, W work) {
        Waiting<W> added = new Waiting<>(work, new CompletableFuture<>());
        boolean isFirst;
        synchronized (waiting) {
            waiting.computeIfAbsent(organization, key -> new ArrayDeque<>()).add(added);
            size++;
            isFirst = !writing;
            writing = true;
        }
        if (isFirst) {
            try {
                thread.execute(() -> drain(this::write));
            } catch (RejectedExecutionException closed) {
                drain(all -> failAll(all, UnavailableException.engine("the gateway is stopping")));
            }
        }
        return added.written();
    }

    private void drain(Consumer<List<Waiting<W>>> write) {
        for (List<Waiting<W>> next = next(); !next.isEmpty(); next = next()) {
            write.accept(next);
        }
    }

    /** One of each organisation, then the second of each, and so on. If there is none, the thread is done. */
    private List<Waiting<W>> next() {
        synchronized (waiting) {
            List<Waiting<W>> next = new ArrayList<>();
            while (!waiting.isEmpty() && next.size() < MOST_TOGETHER) {
                String organization = waiting.keySet().iterator().next();
                Deque<Waiting<W>> own = waiting.remove(organization);
                next.add(own.remove());
                if (!own.isEmpty()) {
                    waiting.put(organization, own);
                }
            }
            size -= next.size();
            writing = !next.isEmpty();
            return next;
        }
    }

    private void write(List<Waiting<W>> all) {
        try {
            writeTogether(all);
        } catch (RuntimeException failure) {
            if (isOutage(failure)) {
                failAll(all, failure);
            } else {
                // One of them fails, and the others must not fail with it.
                all.forEach(this::writeAlone);
            }
        } catch (Error failure) {
            failAll(all, failure);
        }
    }

    private void writeTogether(List<Waiting<W>> all) {
        Collection<W> leftOut = transaction.execute(
                status -> writer.together(all.stream().map(Waiting::work).toList()));
        for (Waiting<W> one : all) {
            if (leftOut.contains(one.work())) {
                writeAlone(one);
            } else {
                onExecutor(() -> one.written().complete(null));
            }
        }
    }

    private void writeAlone(Waiting<W> one) {
        onExecutor(() -> {
            try {
                writer.alone(one.work());
                one.written().complete(null);
            } catch (RuntimeException | Error e) {
                one.written().completeExceptionally(e);
            }
        });
    }

    private void failAll(List<Waiting<W>> all, Throwable failure) {
        all.forEach(one -> onExecutor(() -> one.written().completeExceptionally(failure)));
    }

    private void onExecutor(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            // The one way left to let the caller know.
            task.run();
        }
    }

    /** Whether each of them would fail in the same way, after the same time. */
    private static boolean isOutage(RuntimeException failure) {
        return failure instanceof CannotCreateTransactionException
                || (failure instanceof DataAccessResourceFailureException
                        && SqlState.of(failure).filter(LATE::contains).isEmpty());
    }

    /** Without an interrupt: the embedded database does not survive one. What waits is written first. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
