package io.wagateway.event.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.TestDatabase;
import io.wagateway.access.Caller;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of a secret that is replaced, on nodes that share a database. */
class SecretRotationTest {
    private static final List<TestDatabase> DATABASES = TestDatabase.both();
    private static final Caller OWNER = new Caller("key:1", "org", Set.of());
    private static final byte[] OTHER_KEY = new byte[32];

    static {
        OTHER_KEY[0] = 1;
    }

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    private static Map<String, Object> secret(String secret) {
        return Map.of("url", "http://127.0.0.1:1/", "secret", secret);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void secretThatANodeReplaces_signsBesideTheNewOneOnAnotherNode(TestDatabase database) {
        try (Node one = new Node(database.emptied());
                Node other = new Node(database)) {
            String id =
                    one.webhooks.create(OWNER, secret("first"), webhook -> {}).id();
            one.webhooks.update(id, OWNER, Map.of("secret", "second"));
            assertThat(signing(other, id)).containsExactly("second", "first");
            other.webhooks.update(id, OWNER, Map.of("active", false));
            other.webhooks.update(id, OWNER, Map.of("secret", "second"));
            assertThat(signing(one, id)).containsExactly("second", "first");
            other.webhooks.update(id, OWNER, Map.of("secret", "first"));
            assertThat(signing(one, id)).containsExactly("first", "second");
            long until = one.store.find(id).orElseThrow().retired().until();
            one.store.eraseRetiredSecrets(until - 1);
            assertThat(signing(one, id)).hasSize(2);
            one.store.eraseRetiredSecrets(until);
            assertThat(signing(one, id)).containsExactly("first");
        }
    }

    /** It is how an operator mends a webhook whose key was lost. */
    @ParameterizedTest
    @MethodSource("databases")
    void secretOfAnotherKey_isReplacedAndDoesNotSign(TestDatabase database) {
        try (Node one = new Node(database.emptied());
                Node other = new Node(database, OTHER_KEY)) {
            String id =
                    one.webhooks.create(OWNER, secret("first"), webhook -> {}).id();
            assertThat(other.secrets.request(one.store.find(id).orElseThrow())).isEmpty();
            other.webhooks.update(id, OWNER, Map.of("secret", "second"));
            assertThat(signing(other, id)).containsExactly("second");
            assertThat(one.store.find(id).orElseThrow().retired()).isNull();
        }
    }

    private static List<String> signing(Node node, String id) {
        return node.secrets
                .request(node.store.find(id).orElseThrow())
                .orElseThrow()
                .secrets();
    }
}
