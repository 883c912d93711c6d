package io.wagateway.database;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Keeps a worker alive that cannot reach the database, or whose transactions lose races. It logs that once, until the work
 * succeeds again. Threads may share a guard.
 */
public final class DatabaseGuard {
    private final Logger log;
    private final String consequence;
    private final BooleanSupplier running;
    private final AtomicBoolean failing = new AtomicBoolean();

    /**
     * For one worker.
     *
     * @param log the worker's
     * @param consequence what an operator reads, for example {@code Events are not relayed}
     * @param running false once the worker stops: an outage is no news then
     */
    public DatabaseGuard(Logger log, String consequence, BooleanSupplier running) {
        this.log = log;
        this.consequence = consequence;
        this.running = running;
    }

    /** A piece of a worker's work. */
    public interface Task {
        void run() throws InterruptedException;
    }

    /** @return whether the task succeeded; its failure is logged, and an interrupt is kept for the thread */
    public boolean run(Task task) {
        try {
            task.run();
            failing.set(false);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (DataAccessException | TransactionException e) {
            if (running.getAsBoolean() && failing.compareAndSet(false, true)) {
                log.warn(
                        "{}: {}: {}",
                        consequence,
                        RetryingTransaction.isLostRace(e)
                                ? "another transaction was faster"
                                : "the database is unavailable",
                        reason(e));
            }
        } catch (RuntimeException e) {
            log.error("{}: unexpected error", consequence, e);
        }
        return false;
    }

    /** Without the driver's message, which may hold the values of a statement. */
    private static String reason(RuntimeException failure) {
        return SqlState.of(failure)
                .map(state -> "SQLSTATE " + state)
                .orElse(failure.getClass().getName());
    }
}
