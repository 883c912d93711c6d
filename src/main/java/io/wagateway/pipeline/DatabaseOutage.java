package io.wagateway.pipeline;

import java.util.Objects;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * A failure that many calls have at once, and that says nothing about any of them: the database cannot be used. Package
 * database makes these exceptions of all its failures of that kind.
 */
public final class DatabaseOutage {
    private DatabaseOutage() {}

    /** Whether the failure, or one of its causes, is one. */
    public static boolean is(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(cause -> cause instanceof DataAccessResourceFailureException
                        || cause instanceof CannotCreateTransactionException);
    }

    /**
     * Logs that something failed: an outage in one line without a stack trace, as many calls may fail so.
     *
     * @param line what failed, as SLF4J takes it
     * @param values for the line
     */
    public static void logFailure(Logger log, Throwable failure, String line, Object... values) {
        if (is(failure)) {
            log.error(line + ": the database is unavailable", values);
        } else {
            log.atError().setCause(failure).log(line, values);
        }
    }
}
