package io.wagateway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.wagateway.TestDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.h2.mvstore.MVStoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** An outage is none of a statement's own mistakes, and no failure holds the values of its statement. */
class OutageTranslatorTest {
    private static final String PHONE = "6281234567890";
    private static final String INSERT = "insert into t (id, phone) values (?, ?)";
    private static final List<TestDatabase> DATABASES = TestDatabase.both();

    private SingleConnectionDataSource session;

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    @AfterEach
    void close() {
        if (session != null) {
            session.destroy();
        }
    }

    private static DataAccessException translated(SQLException failure) {
        return new OutageTranslator().translate("insert", INSERT, failure);
    }

    /** In one session, with a table of its own that has one row. */
    private JdbcTemplate jdbc(TestDatabase database) throws SQLException {
        Connection connection = database.source().getConnection();
        session = new SingleConnectionDataSource(connection, true);
        JdbcTemplate jdbc = new JdbcTemplate(session);
        jdbc.setExceptionTranslator(new OutageTranslator());
        jdbc.execute("drop table if exists t");
        jdbc.execute("create table t (id integer primary key, phone varchar(13) unique)");
        jdbc.update(INSERT, 1, PHONE);
        return jdbc;
    }

    private static TestDatabase postgresql() {
        return DATABASES.get(1);
    }

    private static Throwable insertTwo(JdbcTemplate jdbc) {
        return catchThrowable(
                () -> jdbc.batchUpdate(INSERT, List.of(new Object[] {2, PHONE}, new Object[] {3, PHONE})));
    }

    private static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08006", "08003", "25006", "25P03", "53100", "53300", "55P03", "57014", "57P01", "58030", "XX001",
                "42P01", "42S04", "42501", "HYT00"
            })
    void sqlState_ofADatabaseThatCannotBeUsed_isAnOutage(String state) {
        assertThat(translated(new SQLException("no", state))).isInstanceOf(DataAccessResourceFailureException.class);
        assertThat(translated(new BatchUpdateException("no", state, 0, new int[0], new SQLException("no", state))))
                .isInstanceOf(DataAccessResourceFailureException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {90028, 90031, 90098, 90146, 90097, 90020, 90030, 90007, 50200})
    void codeOfTheEmbeddedDatabase_thatCannotBeUsed_isAnOutage(int code) {
        SQLException failure = org.h2.message.DbException.getJdbcSQLException(code, "x");
        assertThat(translated(failure)).isInstanceOf(DataAccessResourceFailureException.class);
    }

    @Test
    void failureOfTheFile_andOfThePool_isAnOutage() {
        assertThat(translated(new SQLException("General error", "HY000", 50000, new MVStoreException(2, "full"))))
                .isInstanceOf(DataAccessResourceFailureException.class);
        assertThat(translated(new SQLException("Connection is closed")))
                .isInstanceOf(DataAccessResourceFailureException.class);
    }

    @ParameterizedTest
    @CsvSource({"40001", "40P01"})
    void lostRace_isNone(String state) {
        assertThat(translated(new SQLException("no", state)))
                .isInstanceOf(org.springframework.dao.ConcurrencyFailureException.class);
    }

    @Test
    void mistakesOfTheGateway_areNone() {
        assertThat(translated(new SQLException("no", "40001"))).isInstanceOf(CannotAcquireLockException.class);
        assertThat(translated(new SQLException("no", "42601"))).isInstanceOf(BadSqlGrammarException.class);
        assertThat(translated(new SQLException("no", "0A000"))).isInstanceOf(UncategorizedSQLException.class);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void duplicateKey_isOne_andHoldsNoValue(TestDatabase database) throws SQLException {
        JdbcTemplate jdbc = jdbc(database);
        assertThat(insertTwo(jdbc))
                .isInstanceOf(DuplicateKeyException.class)
                .satisfies(
                        failure -> assertThat(trace(failure)).contains("23505").doesNotContain(PHONE));
        assertThat(catchThrowable(() -> jdbc.update(INSERT, 2, PHONE)))
                .isInstanceOf(DuplicateKeyException.class)
                .satisfies(failure -> assertThat(trace(failure)).doesNotContain(PHONE));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void valueThatIsTooLong_isNoOutage_andHoldsNoValue(TestDatabase database) throws SQLException {
        JdbcTemplate jdbc = jdbc(database);
        assertThat(catchThrowable(() -> jdbc.update(INSERT, 2, PHONE + PHONE)))
                .isNotInstanceOf(DataAccessResourceFailureException.class)
                .satisfies(failure ->
                        assertThat(trace(failure)).contains("SQLSTATE 22").doesNotContain(PHONE));
    }

    @Test
    void readOnlyServer_isAnOutage_andHoldsNoValue() throws SQLException {
        JdbcTemplate jdbc = jdbc(postgresql());
        jdbc.execute("set default_transaction_read_only = on");
        assertThat(insertTwo(jdbc))
                .isInstanceOf(DataAccessResourceFailureException.class)
                .satisfies(failure -> assertThat(trace(failure))
                        .contains("SQLSTATE 25006", "org.postgresql.util.PSQLException")
                        .doesNotContain(PHONE));
    }

    @Test
    void statementThatTakesTooLong_isAnOutage() throws SQLException {
        JdbcTemplate jdbc = jdbc(postgresql());
        jdbc.execute("set statement_timeout = 20");
        assertThat(catchThrowable(() -> jdbc.execute("select pg_sleep(10)")))
                .isInstanceOf(DataAccessResourceFailureException.class)
                .hasMessageContaining("SQLSTATE 57014");
    }

    @Test
    void commitOnALostConnection_isAnOutage() throws SQLException {
        JdbcTemplate jdbc = jdbc(postgresql());
        JdbcTransactionManager manager = new JdbcTransactionManager(session);
        new DatabaseConfiguration()
                .outagesOfTransactions(new OutageTranslator())
                .customize(manager);
        assertThat(catchThrowable(() -> new TransactionTemplate(manager).executeWithoutResult(status -> {
                    Integer backend = jdbc.queryForObject("select pg_backend_pid()", Integer.class);
                    new JdbcTemplate(postgresql().source())
                            .queryForList("select pg_terminate_backend(?)", Boolean.class, backend);
                })))
                .isInstanceOf(DataAccessResourceFailureException.class)
                .hasMessageStartingWith("JDBC ");
    }
}
