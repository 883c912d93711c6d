package io.wagateway.database;

import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Runs a transaction again if it lost a race against another one: both inserted the same row, or waited for each other's
 * locks. It runs it eight times at most, which takes less than two seconds of pauses. The caller must not have a
 * transaction open.
 */
public final class RetryingTransaction implements TransactionOperations {
    private static final Logger LOG = LoggerFactory.getLogger(RetryingTransaction.class);
    private static final int RETRIES = 7;
    private static final long FIRST_PAUSE = 10;

    private final TransactionOperations transaction;
    private final ExponentialBackOff pauses = new ExponentialBackOff(FIRST_PAUSE, 2);

    public RetryingTransaction(TransactionOperations transaction) {
        this.transaction = transaction;
        pauses.setMaxAttempts(RETRIES);
    }

    /** Whether another transaction was faster, which is no defect: the same work succeeds later. */
    public static boolean isLostRace(Throwable failure) {
        return failure instanceof DuplicateKeyException || failure instanceof ConcurrencyFailureException;
    }

    /** @throws DataAccessException of a lost race, if the last attempt lost one, too */
    @Override
    public <T> T execute(TransactionCallback<T> action) {
        BackOffExecution left = pauses.start();
        while (true) {
            try {
                return transaction.execute(action);
            } catch (DataAccessException failure) {
                long most = isLostRace(failure) ? left.nextBackOff() : BackOffExecution.STOP;
                if (most == BackOffExecution.STOP || !pause(most)) {
                    throw failure;
                }
                LOG.debug(
                        "A transaction runs again, as another was faster: {}",
                        failure.getClass().getName());
            }
        }
    }

    /** At random, so that two transactions do not meet again; false if the thread is interrupted. */
    private static boolean pause(long most) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(most + 1));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
