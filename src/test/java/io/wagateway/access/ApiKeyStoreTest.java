package io.wagateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wagateway.TestDatabase;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DuplicateKeyException;

class ApiKeyStoreTest {
    private static final ApiKey KEY =
            new ApiKey("1", "org_ä", "ops 🔑", "a".repeat(64), Set.of(Capability.values()), 1L, 2L, 3L);
    private static final ApiKey NOTHING = new ApiKey("2", "org_ä", "ops", "b".repeat(64), Set.of(), 1L, null, null);
    private static final List<TestDatabase> DATABASES = TestDatabase.both();

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    @ParameterizedTest
    @MethodSource("databases")
    void find_storedKey_isAsItWasStored(TestDatabase database) {
        ApiKeyStore store = new ApiKeyStore(database.emptied().jdbc());
        assertThat(store.isEmpty()).isTrue();
        store.insert(KEY);
        store.insert(NOTHING);
        assertThat(store.isEmpty()).isFalse();
        assertThat(store.findBySecret(KEY.secretSha256())).contains(KEY);
        assertThat(store.findByName("org_ä", "ops")).contains(NOTHING);
        assertThat(store.findByName("org_b", "ops")).isEmpty();
        assertThat(store.findBySecret("c".repeat(64))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void insert_secretThatIsTaken_isRefused(TestDatabase database) {
        ApiKeyStore store = new ApiKeyStore(database.emptied().jdbc());
        store.insert(KEY);
        ApiKey same = new ApiKey("3", "org_b", "other", KEY.secretSha256(), Set.of(), 1L, null, null);
        assertThatThrownBy(() -> store.insert(same)).isInstanceOf(DuplicateKeyException.class);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void update_changedSecret_replacesTheOldOne(TestDatabase database) {
        ApiKeyStore store = new ApiKeyStore(database.emptied().jdbc());
        store.insert(NOTHING);
        ApiKey changed = new ApiKey("2", "org_ä", "ops", "d".repeat(64), Set.of(Capability.READ), 1L, 9L, null);
        store.update(changed);
        assertThat(store.findBySecret(NOTHING.secretSha256())).isEmpty();
        assertThat(store.findBySecret(changed.secretSha256())).contains(changed);
    }
}
