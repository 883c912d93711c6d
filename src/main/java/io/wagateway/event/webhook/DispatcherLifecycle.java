package io.wagateway.event.webhook;

import io.wagateway.database.GroupCommit;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.transaction.support.TransactionOperations;

/** The dispatcher with its threads, from the start of the process to its end. */
final class DispatcherLifecycle implements AutoCloseable {
    /** They only use the database, and leave most of its connections to requests. */
    private static final int THREADS = 3;

    /** More than there can be turns and ended attempts; if it were full all the same, claims would expire. */
    private static final int MOST_TASKS = 50_000;

    private static final int MOST_PER_WEBHOOK = 4;
    private static final int MOST_PER_ORGANIZATION = 16;
    private static final int MOST_IN_FLIGHT = 1_000;

    /** The process waits so long for attempts in flight when it ends, so that their outcome is recorded. */
    private static final long GRACE_MILLIS = 11_000;

    private final ThreadPoolExecutor workers = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            60,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_TASKS),
            new CustomizableThreadFactory("webhooks-"),
            new ThreadPoolExecutor.AbortPolicy());

    private final DeliveryLimiter limiter =
            new DeliveryLimiter(MOST_PER_WEBHOOK, MOST_PER_ORGANIZATION, MOST_IN_FLIGHT);

    /** None is refused, as there are never more than may be in flight. */
    private final GroupCommit<EndedAttempt> results;

    private final Dispatcher dispatcher;

    /** @param recorder of the outcomes of attempts */
    DispatcherLifecycle(AttemptRecorder recorder, TransactionOperations transaction, DispatcherFactory factory) {
        workers.allowCoreThreadTimeOut(true);
        results = new GroupCommit<>("webhook-results", MOST_IN_FLIGHT, recorder, transaction, workers);
        dispatcher = factory.create(results, limiter, workers);
    }

    /** Creates a dispatcher. */
    interface DispatcherFactory {
        Dispatcher create(GroupCommit<EndedAttempt> results, DeliveryLimiter limiter, Executor workers);
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    /** What waits to be recorded is recorded first. Without an interrupt: the embedded database does not survive one. */
    @Override
    public void close() {
        limiter.close(GRACE_MILLIS);
        results.close();
        workers.getQueue().clear();
        workers.shutdown();
    }
}
