package io.wagateway.event.relay;

import io.wagateway.database.DatabaseGuard;
import io.wagateway.event.delivery.Partition;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Finds the partitions that have pending events for the broker and processes a few of them at a time. Any number of nodes
 * share a database; one of them holds the lease on a partition. The relay stops before Camel does, so that sends in flight
 * can end.
 */
final class Relay implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    /** Partitions at a time; each holds a database connection for moments only. */
    static final int WORKERS = 4;

    /** How long the workers have to record interrupted sends. */
    private static final int STOP_SECONDS = 2;

    private final PartitionLeases leases;
    private final PartitionWorker worker;
    private final Publisher publisher;
    private final RelayTiming timing;
    private final LongSupplier clock;
    private final boolean enabled;
    private final Set<Integer> active = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean scanRequested = new AtomicBoolean();
    private final DatabaseGuard guard = new DatabaseGuard(LOG, "Events are not relayed", this::isRunning);
    private ThreadPoolExecutor scanner;
    private ThreadPoolExecutor workers;
    private volatile boolean running;
    private volatile boolean partitionsCreated;

    /** @param enabled false if no broker is configured: the relay does nothing */
    Relay(
            PartitionLeases leases,
            PartitionWorker worker,
            Publisher publisher,
            RelayTiming timing,
            LongSupplier clock,
            boolean enabled) {
        this.leases = leases;
        this.worker = worker;
        this.publisher = publisher;
        this.timing = timing;
        this.clock = clock;
        this.enabled = enabled;
    }

    /** Call it if events may be pending. It returns at once, and many calls cause one scan. */
    void wakeUp() {
        if (running && scanRequested.compareAndSet(false, true)) {
            scanner.execute(this::scan);
        }
    }

    private void scan() {
        scanRequested.set(false);
        guard.run(() -> {
            if (!partitionsCreated) {
                leases.createPartitions();
                partitionsCreated = true;
            }
            leases.due(clock.getAsLong()).forEach(this::submit);
        });
    }

    private void submit(int partition) {
        if (running && active.add(partition)) {
            workers.execute(() -> process(partition));
        }
    }

    private void process(int partition) {
        boolean[] more = {false};
        try {
            guard.run(() -> more[0] = worker.process(partition));
        } finally {
            active.remove(partition);
        }
        if (more[0]) {
            // Behind the other partitions that wait.
            submit(partition);
        }
    }

    @Override
    public void start() {
        if (enabled) {
            scanner = pool(1, "relay-find-");
            workers = pool(WORKERS, "relay-");
            running = true;
            wakeUp();
        }
    }

    private static ThreadPoolExecutor pool(int threads, String name) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                60,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(2 * Partition.COUNT),
                new CustomizableThreadFactory(name),
                // The relay may stop while another thread submits.
                new ThreadPoolExecutor.DiscardPolicy());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Waits for the sends in flight and releases their partitions. */
    @Override
    public void stop() {
        if (!running) {
            return;
        }
        running = false;
        worker.stop();
        scanner.shutdown();
        workers.shutdown();
        try {
            if (!workers.awaitTermination(timing.send().toMillis(), TimeUnit.MILLISECONDS)) {
                // Interrupts the sends, and not the workers: the embedded database does not survive an interrupt.
                publisher.close();
                workers.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        publisher.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
