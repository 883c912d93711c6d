package io.wagateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.CannotCreateTransactionException;

@ExtendWith(OutputCaptureExtension.class)
class DatabaseOutageTest {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseOutageTest.class);

    @Test
    void outage_andWhatItCauses_isOneLineWithoutAStackTrace(CapturedOutput output) {
        DatabaseOutage.logFailure(LOG, new CannotCreateTransactionException("no"), "operation={} failed", "a");
        DatabaseOutage.logFailure(
                LOG,
                new CompletionException(new DataAccessResourceFailureException("no")),
                "operation={} failed with {}",
                "b",
                500);
        assertThat(output.getAll().lines())
                .hasSize(2)
                .anyMatch(line -> line.endsWith("operation=a failed: the database is unavailable"))
                .anyMatch(line -> line.endsWith("operation=b failed with 500: the database is unavailable"));
    }

    @Test
    void defect_isLoggedWithItsStackTrace(CapturedOutput output) {
        DatabaseOutage.logFailure(LOG, new IllegalStateException("defect"), "operation={} failed", "a");
        assertThat(output.getAll())
                .contains("operation=a failed", "IllegalStateException: defect", "\tat ")
                .doesNotContain("unavailable");
    }
}
