package io.wagateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.TestDatabase;
import java.time.Duration;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiKeyUsageTest {
    private static final TestDatabase DATABASE = TestDatabase.both().get(0);
    private static final Duration NEVER = Duration.ofDays(1);

    private final ApiKeyStore store = new ApiKeyStore(DATABASE.jdbc());

    @BeforeEach
    void oneKey() {
        DATABASE.emptied();
        store.insert(new ApiKey("1", "org_a", "ops", "a".repeat(64), Set.of(), 1L, null, null, false, Scope.ALL));
    }

    private Long written() {
        return store.list("org_a", Scope.ALL, "", 1).get(0).lastUsedAt();
    }

    @Test
    void use_isKnownAtOnceAndWrittenLater() {
        try (ApiKeyUsage usage = new ApiKeyUsage(store, NEVER)) {
            usage.record("1", 5_000);
            assertThat(usage.unwritten("1")).isEqualTo(5_000);
            assertThat(written()).isNull();
            usage.write();
            assertThat(usage.unwritten("1")).isNull();
            assertThat(written()).isEqualTo(5_000);
        }
    }

    @Test
    void uses_withinASecond_countAsOne() {
        try (ApiKeyUsage usage = new ApiKeyUsage(store, NEVER)) {
            usage.record("1", 5_000);
            usage.record("1", 5_999);
            assertThat(usage.unwritten("1")).isEqualTo(5_000);
            usage.record("1", 6_000);
            assertThat(usage.unwritten("1")).isEqualTo(6_000);
        }
    }

    @Test
    void write_comesByItself() {
        try (ApiKeyUsage usage = new ApiKeyUsage(store, Duration.ofMillis(20))) {
            usage.record("1", 5_000);
            Awaitility.await().until(() -> written() != null);
            usage.record("1", 9_000);
            Awaitility.await().until(() -> written() == 9_000);
        }
    }

    @Test
    void close_writesWhatIsLeft() {
        try (ApiKeyUsage usage = new ApiKeyUsage(store, NEVER)) {
            usage.record("1", 5_000);
        }
        assertThat(written()).isEqualTo(5_000);
    }

    @Test
    void use_thatCannotBeWritten_waitsForTheNextTime() {
        try (ApiKeyUsage usage = new ApiKeyUsage(store, NEVER)) {
            usage.record("1", 5_000);
            DATABASE.jdbc().sql("alter table api_keys rename to hidden").update();
            usage.write();
            DATABASE.jdbc().sql("alter table hidden rename to api_keys").update();
            assertThat(written()).isNull();
            usage.write();
            assertThat(written()).isEqualTo(5_000);
        }
    }
}
