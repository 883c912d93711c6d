package io.wagateway.event;

import io.wagateway.engine.FairShare;
import io.wagateway.error.UnavailableException;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Runs the callers' reads of the event log. A read with filters that few events pass may take a second, so a few reads run at
 * a time and leave the other connections to other calls. Organisations take turns.
 */
final class LogReads implements AutoCloseable {
    /** Reads at a time, each with a database connection. */
    static final int PLACES = 4;

    /** Of an organisation. */
    static final int MAX_WAITING = 200;

    private final FairShare places = new FairShare(PLACES);
    private final Map<String, Queue<Runnable>> waiting = new LinkedHashMap<>();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            PLACES,
            PLACES,
            60,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new CustomizableThreadFactory("event-log-reads-"));

    LogReads() {
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Reads once it is the organisation's turn.
     *
     * @throws UnavailableException 429 if too many reads of the organisation wait
     */
    <T> CompletableFuture<T> read(String organization, Supplier<T> query) {
        CompletableFuture<T> result = new CompletableFuture<>();
        synchronized (this) {
            Queue<Runnable> own = waiting.computeIfAbsent(organization, name -> new ArrayDeque<>());
            if (own.size() >= MAX_WAITING) {
                throw UnavailableException.reads();
            }
            own.add(() -> run(organization, query, result));
            startNext();
        }
        return result;
    }

    private <T> void run(String organization, Supplier<T> query, CompletableFuture<T> result) {
        T found = null;
        Throwable failure = null;
        try {
            found = query.get();
        } catch (RuntimeException | Error e) {
            failure = e;
        }
        synchronized (this) {
            places.release(organization);
            startNext();
        }
        if (failure == null) {
            result.complete(found);
        } else {
            result.completeExceptionally(failure);
        }
    }

    private void startNext() {
        Optional<String> next;
        do {
            next = waiting.keySet().stream().filter(places::tryTake).findFirst();
            next.ifPresent(organization -> {
                Queue<Runnable> own = waiting.remove(organization);
                threads.execute(own.remove());
                if (!own.isEmpty()) {
                    // Behind the other organisations.
                    waiting.put(organization, own);
                }
            });
        } while (next.isPresent());
    }

    /** Without an interrupt: the embedded database does not survive one. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
