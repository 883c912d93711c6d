package io.wagateway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wagateway.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** Races of two threads for the rows of a table, here {@code nodes}. */
class RetryingTransactionTest {
    private static final List<TestDatabase> DATABASES = TestDatabase.both();

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    private final AtomicInteger attempts = new AtomicInteger();
    private JdbcClient jdbc;
    private TransactionOperations transaction;

    private void begin(TestDatabase database) {
        jdbc = database.emptied().jdbc();
        transaction = new RetryingTransaction(database.transaction());
    }

    private void insert(String id) {
        jdbc.sql("insert into nodes (id, alive_until) values (?, 1)").param(id).update();
    }

    private void increment(String id) {
        jdbc.sql("update nodes set alive_until = alive_until + 1 where id = ?")
                .param(id)
                .update();
    }

    private List<String> ids() {
        return jdbc.sql("select id from nodes order by id").query(String.class).list();
    }

    private static void onAnotherThread(Runnable task) {
        CompletableFuture.runAsync(task).join();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void rows_thatAnotherThreadInsertsOneByOne_areAllThereInTheEnd(TestDatabase database) {
        begin(database);
        List<String> all = List.of("a", "b", "c", "d", "e");
        transaction.executeWithoutResult(status -> {
            attempts.incrementAndGet();
            List<String> missing = new ArrayList<>(all);
            missing.removeAll(ids());
            missing.stream().limit(1).forEach(id -> onAnotherThread(() -> insert(id)));
            missing.forEach(this::insert);
        });
        assertThat(ids()).isEqualTo(all);
        assertThat(attempts).hasValue(all.size() + 1);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void race_thatIsAlwaysLost_endsAfterEightAttempts(TestDatabase database) {
        begin(database);
        long start = System.nanoTime();
        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                    String id = "n" + attempts.incrementAndGet();
                    onAnotherThread(() -> insert(id));
                    insert(id);
                }))
                .isInstanceOf(DuplicateKeyException.class)
                .satisfies(
                        lost -> assertThat(RetryingTransaction.isLostRace(lost)).isTrue());
        assertThat(attempts).hasValue(8);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void twoTransactions_thatWaitForEachOther_bothSucceed(TestDatabase database) throws Exception {
        begin(database);
        insert("a");
        insert("b");
        CyclicBarrier both = new CyclicBarrier(2);
        List<CompletableFuture<Void>> racers = Stream.of(List.of("a", "b"), List.of("b", "a"))
                .map(order -> CompletableFuture.runAsync(() -> race(order, both)))
                .toList();
        for (CompletableFuture<Void> racer : racers) {
            racer.get(60, TimeUnit.SECONDS);
        }
        assertThat(jdbc.sql("select alive_until from nodes").query(Long.class).list())
                .containsExactly(3L, 3L);
        assertThat(attempts).hasValueGreaterThan(2);
    }

    private void race(List<String> order, CyclicBarrier both) {
        AtomicBoolean first = new AtomicBoolean(true);
        transaction.executeWithoutResult(status -> {
            attempts.incrementAndGet();
            increment(order.get(0));
            if (first.getAndSet(false)) {
                meet(both);
            }
            increment(order.get(1));
        });
    }

    private static void meet(CyclicBarrier both) {
        try {
            both.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void defect_isTriedOnce(TestDatabase database) {
        begin(database);
        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                    attempts.incrementAndGet();
                    jdbc.sql("insert into nodes (id) values ('a')").update();
                }))
                .isInstanceOf(DataIntegrityViolationException.class)
                .satisfies(defect ->
                        assertThat(RetryingTransaction.isLostRace(defect)).isFalse());
        assertThat(attempts).hasValue(1);
    }

    /** Without a database: H2 does not survive an interrupt. */
    @Test
    void interruptedThread_doesNotTryAgain() {
        TransactionOperations retrying = new RetryingTransaction(TransactionOperations.withoutTransaction());
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> retrying.executeWithoutResult(status -> {
                    attempts.incrementAndGet();
                    throw new DuplicateKeyException("another was faster");
                }))
                .isInstanceOf(DuplicateKeyException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(attempts).hasValue(1);
    }
}
