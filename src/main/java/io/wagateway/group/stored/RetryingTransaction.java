package io.wagateway.group.stored;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;

/** Runs a transaction once more if another one inserted the same row at the same moment: then the row is there. */
public final class RetryingTransaction implements TransactionOperations {
    private final TransactionOperations transaction;

    public RetryingTransaction(TransactionOperations transaction) {
        this.transaction = transaction;
    }

    @Override
    public <T> T execute(TransactionCallback<T> action) {
        try {
            return transaction.execute(action);
        } catch (DuplicateKeyException insertedByAnother) {
            return transaction.execute(action);
        }
    }
}
