package io.wagateway.database;

import java.sql.SQLException;
import java.util.Set;
import org.h2.api.ErrorCode;
import org.h2.mvstore.MVStoreException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;

/** As Spring's default, but knows the embedded database's errors while it cannot write its file: they are an outage. */
final class OutageTranslator extends SQLExceptionSubclassTranslator {
    private static final Set<Integer> OUTAGES =
            Set.of(ErrorCode.DATABASE_IS_CLOSED, ErrorCode.IO_EXCEPTION_1, ErrorCode.IO_EXCEPTION_2);

    @Override
    protected DataAccessException doTranslate(String task, String sql, SQLException failure) {
        return OUTAGES.contains(failure.getErrorCode()) || failure.getCause() instanceof MVStoreException
                ? new DataAccessResourceFailureException(buildMessage(task, sql, failure), failure)
                : super.doTranslate(task, sql, failure);
    }
}
