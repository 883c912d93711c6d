package io.wagateway.event.relay;

import io.wagateway.event.log.PositionAssigner;
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
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.transaction.TransactionException;

/**
 * Finds the parts that hold something for the broker, and has a few of them at work at a time. Any number of nodes do so
 * on one database; a part is with one of them. Stops before Camel does, so that what is under way comes to its end.
 */
final class Relay implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    /** Parts at a time; each holds a connection of the database for moments only. */
    static final int AT_ONCE = 4;

    private static final int GOODBYE_SECONDS = 2;

    private final PartitionLeases partitions;
    private final PartitionWorker run;
    private final Publisher publisher;
    private final RelayTiming timing;
    private final LongSupplier clock;
    private final boolean on;
    private final Set<Integer> taken = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean asked = new AtomicBoolean();
    private ThreadPoolExecutor finder;
    private ThreadPoolExecutor workers;
    private volatile boolean running;
    private volatile boolean made;
    private volatile boolean failing;

    /** @param on false: there is no broker, and nothing is done */
    Relay(
            PartitionLeases partitions,
            PartitionWorker run,
            Publisher publisher,
            RelayTiming timing,
            LongSupplier clock,
            boolean on) {
        this.partitions = partitions;
        this.run = run;
        this.publisher = publisher;
        this.timing = timing;
        this.clock = clock;
        this.on = on;
    }

    /** Something may be there to be carried; costs the caller nothing, and many at once are as one. */
    void nudge() {
        if (running && asked.compareAndSet(false, true)) {
            finder.execute(this::find);
        }
    }

    private void find() {
        asked.set(false);
        guarded(() -> {
            if (!made) {
                partitions.make();
                made = true;
            }
            partitions.due(clock.getAsLong()).forEach(this::begin);
        });
    }

    private void begin(int partition) {
        if (running && taken.add(partition)) {
            workers.execute(() -> work(partition));
        }
    }

    private void work(int partition) {
        boolean[] more = {false};
        try {
            guarded(() -> more[0] = run.run(partition));
        } finally {
            taken.remove(partition);
        }
        if (more[0]) {
            // Behind the other parts that wait.
            begin(partition);
        }
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private void guarded(Work work) {
        try {
            work.run();
            failing = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (DataAccessException | TransactionException e) {
            // Once is enough to be told so.
            if (!failing && running) {
                LOG.warn("events wait: the database fails: {}", e.getClass().getName());
            }
            failing = true;
        } catch (RuntimeException e) {
            LOG.error("Events are not relayed", e);
        }
    }

    @Override
    public void start() {
        if (on) {
            finder = pool(1, "relay-find-");
            workers = pool(AT_ONCE, "relay-");
            running = true;
            nudge();
        }
    }

    private static ThreadPoolExecutor pool(int threads, String name) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                60,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(2 * PositionAssigner.PARTITIONS),
                new CustomizableThreadFactory(name),
                // Stopped meanwhile.
                new ThreadPoolExecutor.DiscardPolicy());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** What is being sent is waited for, and its part given back. */
    @Override
    public void stop() {
        if (!running) {
            return;
        }
        running = false;
        run.stop();
        finder.shutdown();
        workers.shutdown();
        try {
            if (!workers.awaitTermination(timing.send().toMillis(), TimeUnit.MILLISECONDS)) {
                // Not the workers themselves: the embedded database does not survive an interrupt.
                publisher.close();
                workers.awaitTermination(GOODBYE_SECONDS, TimeUnit.SECONDS);
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
