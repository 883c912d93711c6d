package io.wagateway.database;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** Repeats some work with the database on a thread of its own, until it is closed. It logs an outage once. */
public final class DatabaseTimer implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer;
    private final DatabaseGuard guard;

    /**
     * Starts nothing yet.
     *
     * @param name of the thread
     * @param log the worker's
     * @param consequence what an operator reads during an outage, for example {@code Sizes are not counted}
     */
    public DatabaseTimer(String name, Logger log, String consequence) {
        this.timer = new ScheduledThreadPoolExecutor(1, new CustomizableThreadFactory(name + "-"));
        this.guard = new DatabaseGuard(log, consequence, () -> !timer.isShutdown());
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** @param onFailure called each time that the work fails */
    public void start(Duration delay, Duration interval, DatabaseGuard.Task work, Runnable onFailure) {
        timer.scheduleWithFixedDelay(
                () -> {
                    if (!guard.run(work)) {
                        onFailure.run();
                    }
                },
                delay.toMillis(),
                interval.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Without an interrupt: the embedded database does not survive one. */
    @Override
    public void close() {
        timer.shutdown();
    }
}
