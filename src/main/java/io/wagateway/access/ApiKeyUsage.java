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
 * When each key was last used, to the second. It stays in memory and is written at intervals, so that a busy key costs
 * one write an interval.
 */
final class ApiKeyUsage implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ApiKeyUsage.class);
    private static final long ONE_SECOND = 1_000;

    /** The most keys between two writes; the use of more keys is not recorded. */
    private static final int MAX_KEYS = 100_000;

    private final ApiKeyStore store;
    private final Map<String, Long> unwritten = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, new CustomizableThreadFactory("key-usage-"));

    /** @param interval between two writes */
    ApiKeyUsage(ApiKeyStore store, Duration interval) {
        this.store = store;
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        timer.scheduleWithFixedDelay(this::write, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    void record(String id, long now) {
        Long before = unwritten.get(id);
        if (before == null ? unwritten.size() < MAX_KEYS : now - before >= ONE_SECOND) {
            unwritten.put(id, now);
        }
    }

    /** The last use that is not written yet, epoch milliseconds; null if there is none. */
    Long unwritten(String id) {
        return unwritten.get(id);
    }

    /** Row by row, without a transaction, so that nodes and their provisioning cannot deadlock. */
    synchronized void write() {
        try {
            unwritten.forEach((id, at) -> {
                store.updateLastUsed(id, at);
                unwritten.remove(id, at);
            });
        } catch (RuntimeException e) {
            // An exception would end the timer.
            LOG.warn(
                    "The last use of {} API keys cannot be written yet: {}",
                    unwritten.size(),
                    e.getClass().getName());
        }
    }

    /** Spring closes this bean after the last request and before the database. */
    @Override
    public void close() {
        timer.shutdown();
        write();
    }
}
