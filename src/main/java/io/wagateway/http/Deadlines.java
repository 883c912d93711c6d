package io.wagateway.http;

import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * Runs something later, unless it is cancelled before. One thread keeps the time and hands over to the corridor's
 * threads, so that nothing that takes long can make every other deadline late.
 */
@Component
final class Deadlines implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer;
    private final Executor executor;

    Deadlines(@Qualifier("pipelineExecutor") Executor executor) {
        this.executor = executor;
        this.timer = new ScheduledThreadPoolExecutor(1, new CustomizableThreadFactory("deadlines-"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    Future<?> after(long millis, Runnable task) {
        return timer.schedule(() -> executor.execute(task), millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdown();
    }
}
