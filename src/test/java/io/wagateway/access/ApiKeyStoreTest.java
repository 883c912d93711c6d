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
    private static final ApiKey KEY = new ApiKey(
            "1", "org_ä", "ops 🔑", "a".repeat(64), Set.of(Capability.values()), 1L, 2L, 3L, false, Scope.ALL);
    private static final ApiKey NOTHING =
            new ApiKey("2", "org_ä", "ops", "b".repeat(64), Set.of(), 1L, null, null, true, Scope.ALL);
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
        assertThat(store.findProvisioned("org_ä", "ops")).contains(NOTHING);
        assertThat(store.findProvisioned("org_b", "ops")).isEmpty();
        assertThat(store.findBySecret("c".repeat(64))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void insert_secretThatIsTaken_isRefused(TestDatabase database) {
        ApiKeyStore store = new ApiKeyStore(database.emptied().jdbc());
        store.insert(KEY);
        ApiKey same = new ApiKey("3", "org_b", "other", KEY.secretSha256(), Set.of(), 1L, null, null, true, Scope.ALL);
        assertThatThrownBy(() -> store.insert(same)).isInstanceOf(DuplicateKeyException.class);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void update_changedSecret_replacesTheOldOne(TestDatabase database) {
        ApiKeyStore store = new ApiKeyStore(database.emptied().jdbc());
        store.insert(NOTHING);
        ApiKey changed =
                new ApiKey("2", "org_ä", "ops", "d".repeat(64), Set.of(Capability.READ), 1L, 9L, null, true, Scope.ALL);
        store.update(changed);
        assertThat(store.findBySecret(NOTHING.secretSha256())).isEmpty();
        assertThat(store.findBySecret(changed.secretSha256())).contains(changed);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void update_keyThatWasRevokedMeanwhile_leavesItRevoked(TestDatabase database) {
        ApiKeyStore store = new ApiKeyStore(database.emptied().jdbc());
        store.insert(NOTHING);
        assertThat(store.revoke("2", 7L)).isTrue();
        store.update(NOTHING);
        assertThat(store.findBySecret(NOTHING.secretSha256()))
                .map(ApiKey::revokedAt)
                .contains(7L);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void insert_nameOfACallersKey_isRefusedUntilThatIsRevoked(TestDatabase database) {
        ApiKeyStore store = new ApiKeyStore(database.emptied().jdbc());
        store.insert(made("1", "org_a", "ops", null));
        assertThat(store.isNameInUse("org_a", Scope.ALL, "ops")).isTrue();
        assertThat(store.isNameInUse("org_b", Scope.ALL, "ops")).isFalse();
        assertThatThrownBy(() -> store.insert(made("2", "org_a", "ops", null)))
                .isInstanceOf(DuplicateKeyException.class);
        store.insert(made("3", "org_b", "ops", null));
        assertThat(store.revoke("1", 7L)).isTrue();
        assertThat(store.isNameInUse("org_a", Scope.ALL, "ops")).isFalse();
        store.insert(made("4", "org_a", "ops", null));
        assertThat(store.revoke("4", 8L)).isTrue();
        store.insert(made("5", "org_a", "ops", null));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void revoke_twice_isDoneOnce(TestDatabase database) {
        ApiKeyStore store = new ApiKeyStore(database.emptied().jdbc());
        store.insert(made("1", "org_a", "ops", null));
        assertThat(store.find("1", "org_b")).isEmpty();
        assertThat(store.find("1", "org_a")).isPresent();
        assertThat(store.revoke("1", 7L)).isTrue();
        assertThat(store.revoke("1", 8L)).isFalse();
        assertThat(store.find("1", "org_a")).isEmpty();
        assertThat(store.findBySecret("1".repeat(64))).map(ApiKey::revokedAt).contains(7L);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void list_holdsTheKeysOfOneOrganizationThatAreNotRevokedById(TestDatabase database) {
        ApiKeyStore store = new ApiKeyStore(database.emptied().jdbc());
        store.insert(NOTHING);
        store.insert(KEY);
        store.insert(made("3", "org_a", "z", 1L));
        store.insert(made("5", "org_a", "a", null));
        store.insert(made("4", "org_a", "b", null));
        assertThat(store.list("org_a", Scope.ALL, "", 10))
                .extracting(ApiKeyResponse::id)
                .containsExactly("3", "4", "5");
        assertThat(store.list("org_a", Scope.ALL, "3", 1))
                .extracting(ApiKeyResponse::id)
                .containsExactly("4");
        assertThat(store.list("org_ä", Scope.ALL, "", 10))
                .containsExactly(new ApiKeyResponse("2", "ops", List.of(), null, 1L, null, null));
        assertThat(store.list("org_a", Scope.ALL, "", 1))
                .containsExactly(
                        new ApiKeyResponse("3", "z", List.of(Capability.READ, Capability.MANAGE), null, 1L, 1L, null));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void used_byNodesWhoseWritesOverlap_keepsTheLatest(TestDatabase database) {
        ApiKeyStore store = new ApiKeyStore(database.emptied().jdbc());
        store.insert(made("1", "org_a", "ops", null));
        store.insert(made("2", "org_a", "other", null));
        store.updateLastUsed("1", 500L);
        store.updateLastUsed("1", 400L);
        store.updateLastUsed("nobody", 900L);
        assertThat(store.list("org_a", Scope.ALL, "", 10))
                .extracting(ApiKeyResponse::lastUsedAt)
                .containsExactly(500L, null);
        store.updateLastUsed("1", 600L);
        assertThat(store.list("org_a", Scope.ALL, "", 1))
                .extracting(ApiKeyResponse::lastUsedAt)
                .containsExactly(600L);
    }

    private static ApiKey made(String id, String organization, String name, Long expiresAt) {
        return new ApiKey(
                id,
                organization,
                name,
                id.repeat(64),
                Set.of(Capability.MANAGE, Capability.READ),
                1L,
                expiresAt,
                null,
                false,
                Scope.ALL);
    }
}
