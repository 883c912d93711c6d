package io.wagateway.event.log;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** The thread that numbers events: soon after a commit of this node, and now and then for those of others. */
public final class EventSequencer implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(EventSequencer.class);

    /** What a node that died, or was late, has left unnumbered waits no longer. */
    private static final Duration ROUND = Duration.ofMillis(250);

    /** What is committed within this time is numbered together: under load, one alone would cost as much as many. */
    private static final Duration TOGETHER = Duration.ofMillis(5);

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final int AT_ONCE = 500;

    private final PositionAssigner numbering;
    private final Semaphore work = new Semaphore(0);
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile Thread thread;
    private volatile CountDownLatch stopped = new CountDownLatch(0);

    EventSequencer(EventLog log, PositionAssigner numbering) {
        this.numbering = numbering;
        log.onCommit(work::release);
    }

    /** Called on the clerk's thread whenever this node has numbered events: must do next to nothing. */
    public void onSequenced(Runnable listener) {
        listeners.add(listener);
    }

    private void run() {
        boolean failing = false;
        while (thread == Thread.currentThread()) {
            try {
                if (work.tryAcquire(ROUND.toMillis(), TimeUnit.MILLISECONDS)) {
                    LockSupport.parkNanos(TOGETHER.toNanos());
                    work.drainPermits();
                }
                numberAll();
                failing = false;
            } catch (InterruptedException e) {
                return;
            } catch (DataAccessException | TransactionException e) {
                if (!failing) {
                    LOG.warn("events wait: the database fails: {}", e.getClass().getName());
                }
                failing = true;
                pause();
            } catch (RuntimeException e) {
                LOG.error("Events cannot be numbered", e);
                pause();
            }
        }
    }

    private void numberAll() {
        int numbered = AT_ONCE;
        while (numbered == AT_ONCE && thread != null) {
            numbered = numbering.number(AT_ONCE);
            if (numbered > 0) {
                listeners.forEach(Runnable::run);
            }
        }
    }

    private void pause() {
        try {
            stopped.await(AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void start() {
        stopped = new CountDownLatch(1);
        thread = new Thread(this::run, "event-clerk");
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
            work.release();
            try {
                running.join(5_000);
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
