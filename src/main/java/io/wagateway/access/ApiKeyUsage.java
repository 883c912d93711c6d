package io.wagateway.access;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * When each key was last used, to the second: kept in memory and written now and then, so that however often a key is
 * used, it costs one write each time.
 */
final class ApiKeyUsage implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ApiKeyUsage.class);
    private static final long ONE_SECOND = 1_000;

    /** Of more keys than these between two writes, the use goes unnoticed. */
    private static final int MOST = 100_000;

    private final ApiKeyStore store;
    private final Map<String, Long> unwritten = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, new CustomizableThreadFactory("key-uses-"));

    /** @param interval how long a use may stay unwritten */
    ApiKeyUsage(ApiKeyStore store, Duration interval) {
        this.store = store;
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        timer.scheduleWithFixedDelay(this::write, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    void note(String id, long now) {
        Long before = unwritten.get(id);
        if (before == null ? unwritten.size() < MOST : now - before >= ONE_SECOND) {
            unwritten.put(id, now);
        }
    }

    /** The last use of which nothing is written yet; null where there is none. */
    Long unwritten(String id) {
        return unwritten.get(id);
    }

    /** Row by row and without a transaction: nodes and their provisioning never wait for each other in a circle. */
    synchronized void write() {
        try {
            unwritten.forEach((id, at) -> {
                store.used(id, at);
                unwritten.remove(id, at);
            });
        } catch (RuntimeException e) {
            // Thrown on, it would end the timer.
            LOG.warn("When {} API keys were last used is not written yet: {}", unwritten.size(), e.toString());
        }
    }

    /** While the database is still there, and after the last request. */
    @Override
    public void close() {
        timer.shutdown();
        write();
    }
}
