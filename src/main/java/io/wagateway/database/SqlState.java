package io.wagateway.database;

import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What a database says of a failure in a code, without the values of a statement. */
final class SqlState {
    private SqlState() {}

    /** The SQLSTATE of the innermost cause that has one. */
    static Optional<String> of(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .filter(SQLException.class::isInstance)
                .map(cause -> ((SQLException) cause).getSQLState())
                .filter(Objects::nonNull)
                .reduce((outer, inner) -> inner);
    }
}
