package io.wagateway.event.log;

import io.wagateway.database.DatabaseGuard;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Gives events their positions: in the transaction that appends them where that can be; else on a thread, soon after a commit
 * of this node, and every quarter of a second for those of other nodes.
 */
public final class EventSequencer implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(EventSequencer.class);

    /** No event of a node that died, or was late, waits longer. */
    private static final Duration POLL_INTERVAL = Duration.ofMillis(250);

    /** Events committed within this time share a transaction: under load, one event would cost as much as many. */
    private static final Duration BATCH_DELAY = Duration.ofMillis(5);

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final int BATCH = 500;
    private static final long STOP_MILLIS = 5_000;

    private final EventLog log;
    private final PositionAssigner positions;
    private final Semaphore commits = new Semaphore(0);
    private final List<Consumer<Set<String>>> listeners = new CopyOnWriteArrayList<>();
    private final DatabaseGuard guard = new DatabaseGuard(LOG, "Events get no positions", this::isRunning);
    private volatile Thread thread;
    private volatile CountDownLatch stopped = new CountDownLatch(0);

    EventSequencer(EventLog log, PositionAssigner positions) {
        this.log = log;
        this.positions = positions;
        log.onCommit(commits::release);
    }

    /**
     * Adds a listener. It is called whenever this node has given positions to events, with their organisations, on any
     * thread, and must return at once.
     */
    public void onSequenced(Consumer<Set<String>> listener) {
        listeners.add(listener);
    }

    /**
     * Appends events in the open transaction, which must hold their groups' rows and commit soon. They have their positions
     * at once, or get them soon after the commit.
     */
    public void append(Collection<Event> events) {
        if (events.isEmpty()) {
            return;
        }
        Optional<List<LoggedEvent>> sequenced = positions.append(log, events);
        if (sequenced.isEmpty()) {
            log.append(events);
        } else {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    tell(sequenced.get());
                }
            });
        }
    }

    private void run() {
        while (thread == Thread.currentThread()) {
            try {
                awaitCommits();
            } catch (InterruptedException e) {
                return;
            }
            if (!guard.run(this::assignAll)) {
                pause();
            }
        }
    }

    private void awaitCommits() throws InterruptedException {
        if (commits.tryAcquire(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
            LockSupport.parkNanos(BATCH_DELAY.toNanos());
            commits.drainPermits();
        }
    }

    private void assignAll() {
        int assigned = BATCH;
        while (assigned == BATCH && thread != null) {
            List<LoggedEvent> events = positions.assign(BATCH);
            assigned = events.size();
            tell(events);
        }
    }

    private void tell(List<LoggedEvent> sequenced) {
        if (!sequenced.isEmpty()) {
            Set<String> organizations =
                    sequenced.stream().map(LoggedEvent::organization).collect(Collectors.toUnmodifiableSet());
            listeners.forEach(listener -> listener.accept(organizations));
        }
    }

    private void pause() {
        try {
            stopped.await(PAUSE_AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void start() {
        stopped = new CountDownLatch(1);
        thread = new Thread(this::run, "event-sequencer");
        thread.setDaemon(true);
        thread.start();
    }

    /** Never by an interrupt: the embedded database does not survive one. */
    @Override
    public void stop() {
        Thread running = thread;
        thread = null;
        if (running != null) {
            stopped.countDown();
            commits.release();
            try {
                running.join(STOP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}
