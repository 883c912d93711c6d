package io.wagateway.database;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTimeoutException;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.h2.api.ErrorCode;
import org.h2.mvstore.MVStoreException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.support.SQLExceptionTranslator;
import org.springframework.jdbc.support.SQLStateSQLExceptionTranslator;

/**
 * Makes a {@link DataAccessResourceFailureException} of each failure that says nothing about the statement: the database
 * cannot be used now. Others are as Spring's default. None holds the driver's own message, which may hold the values of
 * the statement, for example phone numbers.
 */
final class OutageTranslator implements SQLExceptionTranslator {
    /**
     * SQLSTATEs: no connection; a read-only server; a transaction that was too long; no room, no memory; a lock that is
     * not given; an operator's intervention or a time-out; a system error; damaged data. And what another database than
     * the gateway's own has: no such table, no right to it.
     */
    private static final Pattern OUTAGE =
            Pattern.compile("08.*|25006|25P0[34]|53.*|55P03|57.*|58.*|XX.*|HYT00|42P01|42S0[234]|42501");

    /** What H2 gives no class and no SQLSTATE of its own. */
    private static final Set<Integer> H2_OUTAGES = Set.of(
            ErrorCode.IO_EXCEPTION_1,
            ErrorCode.IO_EXCEPTION_2,
            ErrorCode.FILE_NOT_FOUND_1,
            ErrorCode.FILE_CREATION_FAILED_1,
            ErrorCode.DATABASE_IS_READ_ONLY,
            ErrorCode.OBJECT_CLOSED);

    private final SQLExceptionTranslator others = new SQLStateSQLExceptionTranslator();

    @Override
    public DataAccessException translate(String task, String sql, SQLException failure) {
        SQLException described = new SQLException(description(failure), state(failure), failure.getErrorCode());
        if (StreamSupport.stream(failure.spliterator(), false).anyMatch(OutageTranslator::isOutage)) {
            return new DataAccessResourceFailureException(task + "; " + described.getMessage(), described);
        }
        return Objects.requireNonNullElseGet(
                others.translate(task, sql, described), () -> new UncategorizedSQLException(task, sql, described));
    }

    private static boolean isOutage(Throwable failure) {
        if (!(failure instanceof SQLException sqlFailure)) {
            return failure instanceof MVStoreException;
        }
        String state = sqlFailure.getSQLState();
        return sqlFailure instanceof SQLNonTransientConnectionException
                || sqlFailure instanceof SQLTimeoutException
                || H2_OUTAGES.contains(sqlFailure.getErrorCode())
                // The pool's own: the connection is closed.
                || state == null
                || OUTAGE.matcher(state).matches();
    }

    private static String state(SQLException failure) {
        return failure.getSQLState() == null && failure.getNextException() != null
                ? failure.getNextException().getSQLState()
                : failure.getSQLState();
    }

    private static String description(SQLException failure) {
        return "SQLSTATE %s, error %d: %s"
                .formatted(
                        state(failure),
                        failure.getErrorCode(),
                        StreamSupport.stream(failure.spliterator(), false)
                                .map(cause -> cause.getClass().getName())
                                .distinct()
                                .collect(Collectors.joining(", ")));
    }
}
