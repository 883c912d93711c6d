package io.wagateway.http;

import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * Runs tasks after a delay. One thread keeps the time and hands each task to the pipeline's threads, so that a slow task
 * does not delay the others.
 */
@Component
final class TimeoutScheduler implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer;
    private final Executor executor;

    TimeoutScheduler(@Qualifier("pipelineExecutor") Executor executor) {
        this.executor = executor;
        this.timer = new ScheduledThreadPoolExecutor(1, new CustomizableThreadFactory("timeouts-"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Cancel the future to keep the task from running. */
    Future<?> schedule(long millis, Runnable task) {
        return timer.schedule(() -> executor.execute(task), millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdown();
    }
}
