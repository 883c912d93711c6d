package io.wagateway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wagateway.TestDatabase;
import io.wagateway.error.ConflictException;
import io.wagateway.error.StartupException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class QuotasTest {
    private static final int LIMIT = 5;

    static List<TestDatabase> databases() {
        return TestDatabase.both();
    }

    /** Sixteen callers at one moment, on connections of their own as on several nodes. */
    @ParameterizedTest
    @MethodSource("databases")
    void limit_holds_howeverManyCreateAtOneMoment(TestDatabase database) throws Exception {
        database.jdbc().sql("delete from api_keys").update();
        Quotas quotas = new Quotas(database.jdbc(), new LimitProperties(1, LIMIT, 1, 1, 1, null));
        AtomicInteger refused = new AtomicInteger();
        ExecutorService callers = Executors.newFixedThreadPool(16);
        for (int i = 0; i < 16; i++) {
            String id = "key-" + i;
            callers.execute(() -> {
                try {
                    database.transaction().executeWithoutResult(status -> {
                        quotas.requireRoomForApiKey("org");
                        insert(database, id, "org");
                    });
                } catch (ConflictException e) {
                    assertThat(e.details()).containsEntry("limit", LIMIT);
                    refused.incrementAndGet();
                }
            });
        }
        callers.shutdown();
        assertThat(callers.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(refused).hasValue(16 - LIMIT);
        database.transaction().executeWithoutResult(status -> quotas.requireRoomForApiKey("another"));
        database.jdbc()
                .sql("update api_keys set revoked_at = 1 where id = (select min(id) from api_keys)")
                .update();
        database.transaction().executeWithoutResult(status -> quotas.requireRoomForApiKey("org"));
    }

    private static void insert(TestDatabase database, String id, String organization) {
        database.jdbc()
                .sql("insert into api_keys (id, organization_id, name, secret_sha256, capabilities, created_at)"
                        + " values (?, ?, ?, ?, 'read', 1)")
                .params(id, organization, id, id)
                .update();
    }

    @Test
    void limit_ofNone_isRefusedAtTheStart() {
        assertThatThrownBy(() -> new LimitProperties(1, 0, 1, 1, 1, null).check())
                .isInstanceOf(StartupException.class)
                .hasMessage("gateway.limits.api-keys = '0': 1 or more");
    }
}
