package io.wagateway.event.webhook;

import io.wagateway.event.log.EventSequencer;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** The dispatcher with its threads, from the start of the process to its end. */
final class DispatcherLifecycle implements AutoCloseable {
    /** They only ask the database, and leave most of its connections to requests. */
    private static final int THREADS = 3;

    /** More than there can be turns and ended attempts; were it full all the same, claims end by themselves. */
    private static final int MOST_TASKS = 50_000;

    /** Of one webhook, of one organisation, and in all, at one time. */
    private static final int PER_WEBHOOK = 4;

    private static final int PER_ORGANIZATION = 16;
    private static final int IN_ALL = 1_000;

    /** An attempt that is under way when the process ends may still be written down. */
    private static final long GRACE_MILLIS = 11_000;

    private final ThreadPoolExecutor workers = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            60,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_TASKS),
            new CustomizableThreadFactory("webhooks-"),
            new ThreadPoolExecutor.AbortPolicy());

    private final DeliveryLimiter inFlight = new DeliveryLimiter(PER_WEBHOOK, PER_ORGANIZATION, IN_ALL);
    private final Dispatcher dispatcher;

    /** @param made of the threads and the places */
    DispatcherLifecycle(Made made) {
        workers.allowCoreThreadTimeOut(true);
        dispatcher = made.of(inFlight, workers);
    }

    /** Makes a dispatcher. */
    interface Made {
        Dispatcher of(DeliveryLimiter inFlight, ThreadPoolExecutor workers);
    }

    /** What is numbered here is sent at once. */
    void follow(EventSequencer clerk, WebhookDestinations destinations) {
        clerk.onSequenced(() -> dispatcher.serve(destinations.chosen()));
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    /** Without an interrupt, which the embedded database does not survive. */
    @Override
    public void close() {
        inFlight.close(GRACE_MILLIS);
        workers.getQueue().clear();
        workers.shutdown();
    }
}
