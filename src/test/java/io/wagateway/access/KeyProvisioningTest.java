package io.wagateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wagateway.TestDatabase;
import io.wagateway.error.StartupException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.env.MockEnvironment;

@ExtendWith(OutputCaptureExtension.class)
class KeyProvisioningTest {
    private static final String SECRET = "wa_" + "0".repeat(32);
    private static final String OTHER = "wa_" + "1".repeat(32);
    private static final String DEMO = "wa_demo_only_not_a_secret_0123456789";
    private static final List<TestDatabase> DATABASES = TestDatabase.both();

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    @ParameterizedTest
    @MethodSource("databases")
    void provision_twice_keepsTheKeyAndItsId(TestDatabase database) {
        Node node = new Node(database.emptied());
        node.provision(key("org_a", "ops", SECRET));
        ApiKey first = node.store.findProvisioned("org_a", "ops").orElseThrow();
        node.provision(key("org_a", "ops", SECRET));
        assertThat(node.store.findProvisioned("org_a", "ops")).contains(first);
        assertThat(database.jdbc()
                        .sql("select count(*) from api_keys")
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void provision_changedSecret_replacesTheOldAtOnce(TestDatabase database) {
        Node node = new Node(database.emptied());
        node.provision(key("org_a", "ops", SECRET));
        Caller before = node.keys.caller(SECRET).orElseThrow();
        node.provision(key("org_a", "ops", OTHER));
        assertThat(node.keys.caller(SECRET)).isEmpty();
        assertThat(node.keys.caller(OTHER)).contains(before);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void provision_changedCapabilitiesAndExpiry_areTakenOver(TestDatabase database) {
        Node node = new Node(database.emptied());
        node.provision(key("org_a", "ops", SECRET));
        node.provision(
                new ProvisionedKey("ops", "org_a", SECRET, Set.of(Capability.READ), Instant.ofEpochMilli(1), null));
        ApiKey stored = node.store.findProvisioned("org_a", "ops").orElseThrow();
        assertThat(stored.capabilities()).containsExactly(Capability.READ);
        assertThat(stored.expiresAt()).isEqualTo(1);
        assertThat(node.keys.caller(SECRET)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void provision_keyThatIsNoLongerDeclared_keepsIt(TestDatabase database) {
        Node node = new Node(database.emptied());
        node.provision(key("org_a", "ops", SECRET), key("org_b", "ops", OTHER));
        node.provision();
        assertThat(node.keys.caller(SECRET)).map(Caller::organization).contains("org_a");
        assertThat(node.keys.caller(OTHER)).map(Caller::organization).contains("org_b");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void provision_revokedKey_staysRevokedWithAWarning(TestDatabase database, CapturedOutput output) {
        Node node = new Node(database.emptied());
        node.provision(key("org_a", "ops", SECRET));
        database.jdbc().sql("update api_keys set revoked_at = 5").update();
        Node restarted = new Node(database);
        restarted.provision(key("org_a", "ops", OTHER));
        assertThat(restarted.keys.caller(SECRET)).isEmpty();
        assertThat(restarted.keys.caller(OTHER)).isEmpty();
        assertThat(output).contains("gateway.provision.api-keys[0]: key 'ops' was revoked");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void provision_nameOfAKeyThatACallerMade_standsBesideIt(TestDatabase database, CapturedOutput output) {
        Node node = new Node(database.emptied());
        node.store.insert(madeByACaller("1", null));
        node.provision(key("org_a", "ops", OTHER));
        assertThat(node.keys.caller(SECRET)).map(Caller::actor).contains("key:1");
        assertThat(node.keys.caller(OTHER)).map(Caller::capabilities).contains(Set.of(Capability.SEND));
        assertThat(output).contains("gateway.provision.api-keys[0]: key 'ops' was also created through the API");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void provision_nameOfACallersKeyThatIsRevoked_isANewKey(TestDatabase database) {
        Node node = new Node(database.emptied());
        node.store.insert(madeByACaller("1", 5L));
        node.provision(key("org_a", "ops", OTHER));
        assertThat(node.keys.caller(SECRET)).isEmpty();
        assertThat(node.keys.caller(OTHER)).isPresent();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void provision_revokedKeyWhoseNameACallerTook_changesNeither(TestDatabase database) {
        Node node = new Node(database.emptied());
        node.provision(key("org_a", "ops", OTHER));
        String id = node.store.findProvisioned("org_a", "ops").orElseThrow().id();
        assertThat(node.keys.revoke(id, "org_a", Scope.ALL)).isTrue();
        node.store.insert(madeByACaller("1", null));
        Node restarted = new Node(database);
        restarted.provision(key("org_a", "ops", OTHER));
        assertThat(restarted.keys.caller(OTHER)).isEmpty();
        assertThat(restarted.keys.caller(SECRET)).map(Caller::actor).contains("key:1");
    }

    private static ApiKey madeByACaller(String id, Long revokedAt) {
        return new ApiKey(id, "org_a", "ops", ApiKey.sha256(SECRET), Set.of(), 1L, null, revokedAt, false, Scope.ALL);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void provision_secretOfAnotherStoredKey_isRefused(TestDatabase database) {
        Node node = new Node(database.emptied());
        node.provision(key("org_a", "ops", SECRET));
        assertThatThrownBy(() -> node.provision(key("org_b", "ops", SECRET)))
                .isInstanceOf(StartupException.class)
                .hasMessage("gateway.provision.api-keys[0].secret: the stored key 'ops' has the same secret:"
                        + " each needs its own");
    }

    @Test
    void check_wrongKeys_areRefused() {
        assertRefused(
                "[0].name = ' ': 1 to 255 visible characters; no space but the plain one", key("org_a", " ", SECRET));
        assertRefused(
                "[0].organization = '': 1 to 255 visible characters; no space but the plain one",
                key(null, "ops", SECRET));
        assertRefused(
                "[0].organization = 'org_a\u200b': 1 to 255 visible characters; no space but the plain one",
                key("org_a\u200b", "ops", SECRET));
        assertRefused(
                "[0].organization = 'org\u00a0a': 1 to 255 visible characters; no space but the plain one",
                key("org\u00a0a", "ops", SECRET));
        assertRefused(
                "[1].name = 'ops': declared twice in one organisation",
                key("org_a", "ops", SECRET),
                key("org_a", "ops", OTHER));
        assertRefused(
                "[1].secret: another key has the same secret: each needs its own",
                key("org_a", "ops", SECRET),
                key("org_b", "ops", SECRET));
        assertRefused(
                "[0].secret: a key of the demo, which everybody knows: create your own", key("org_a", "ops", DEMO));
        String weak = "[0].secret: weak or missing: a secret is wa_ and 32 to 512 of A-Z, a-z, 0-9 and _";
        assertRefused(weak, key("org_a", "ops", "wa_" + "0".repeat(31)));
        assertRefused(weak, key("org_a", "ops", "0".repeat(40)));
        assertRefused(weak, key("org_a", "ops", "wa_" + "-".repeat(40)));
        assertRefused(weak, key("org_a", "ops", "${NO_SUCH_VARIABLE}"));
        assertRefused(weak, key("org_a", "ops", null));
    }

    @Test
    void check_demoKeyInTheDemo_isAccepted() {
        MockEnvironment demo = new MockEnvironment();
        demo.setActiveProfiles("demo");
        new KeyProvisioning(null, null, demo, null).check(List.of(key("org_a", "ops", DEMO)));
    }

    private static void assertRefused(String message, ProvisionedKey... keys) {
        assertThatThrownBy(() -> new KeyProvisioning(null, null, new MockEnvironment(), null).check(List.of(keys)))
                .isInstanceOf(StartupException.class)
                .hasMessage("gateway.provision.api-keys" + message);
    }

    private static ProvisionedKey key(String organization, String name, String secret) {
        return new ProvisionedKey(name, organization, secret, Set.of(Capability.SEND), null, null);
    }

    /** One start of a gateway on a database. */
    private static final class Node {
        final ApiKeyStore store;
        final ApiKeyAuthenticator keys;
        private final KeyProvisioning provisioning;

        Node(TestDatabase database) {
            store = new ApiKeyStore(database.jdbc());
            keys = new ApiKeyAuthenticator(
                    store, new ApiKeyUsage(store, Duration.ofHours(1)), new MockEnvironment(), database.clock());
            provisioning = new KeyProvisioning(store, keys, new MockEnvironment(), database.clock());
        }

        void provision(ProvisionedKey... declared) {
            provisioning.check(List.of(declared));
            provisioning.provision(List.of(declared));
        }
    }
}
