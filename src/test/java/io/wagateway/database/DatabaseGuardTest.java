package io.wagateway.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.CannotCreateTransactionException;

@ExtendWith(OutputCaptureExtension.class)
class DatabaseGuardTest {
    private static final String OUTAGE = "Work waits: the database is unavailable: ";

    private final AtomicBoolean running = new AtomicBoolean(true);
    private final DatabaseGuard guard =
            new DatabaseGuard(LoggerFactory.getLogger(DatabaseGuardTest.class), "Work waits", running::get);

    private static void fail() {
        throw new DataAccessResourceFailureException("down");
    }

    @Test
    void outage_isLoggedOnceUntilTheDatabaseWorksAgain(CapturedOutput output) {
        assertThat(guard.run(DatabaseGuardTest::fail)).isFalse();
        assertThat(guard.run(() -> {
                    throw new CannotCreateTransactionException("down");
                }))
                .isFalse();
        assertThat(output.getAll()).containsOnlyOnce(OUTAGE);
        assertThat(guard.run(() -> {})).isTrue();
        assertThat(guard.run(DatabaseGuardTest::fail)).isFalse();
        assertThat(output.getAll().split(OUTAGE, -1)).hasSize(3);
    }

    @Test
    void lostRace_isLoggedOnceAndIsNoOutage(CapturedOutput output) {
        for (int i = 0; i < 2; i++) {
            assertThat(guard.run(() -> {
                        throw new DuplicateKeyException("insert into nodes");
                    }))
                    .isFalse();
        }
        assertThat(output.getAll())
                .containsOnlyOnce("Work waits: another transaction was faster: ")
                .doesNotContain("insert into nodes")
                .doesNotContain(OUTAGE);
    }

    @Test
    void outage_ofAWorkerThatStops_isNotLogged(CapturedOutput output) {
        running.set(false);
        assertThat(guard.run(DatabaseGuardTest::fail)).isFalse();
        assertThat(output.getAll()).doesNotContain(OUTAGE);
    }

    @Test
    void defect_isLoggedEachTimeWithItsCause(CapturedOutput output) {
        for (int i = 0; i < 2; i++) {
            assertThat(guard.run(() -> {
                        throw new IllegalStateException("defect");
                    }))
                    .isFalse();
        }
        assertThat(output.getAll().split("Work waits: unexpected error", -1)).hasSize(3);
        assertThat(output.getAll()).contains("IllegalStateException: defect");
    }

    @Test
    void interrupt_isKeptForTheThread() {
        assertThat(guard.run(() -> {
                    throw new InterruptedException();
                }))
                .isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }
}
