package io.wagateway.pipeline;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.CannotCreateTransactionException;

/** A failure that many calls have at once, and that says nothing about any of them: the database cannot be used. */
public final class DatabaseOutage {
    private DatabaseOutage() {}

    /** Whether the failure is one. */
    public static boolean is(Throwable failure) {
        return failure instanceof DataAccessResourceFailureException
                || failure instanceof CannotCreateTransactionException;
    }
}
