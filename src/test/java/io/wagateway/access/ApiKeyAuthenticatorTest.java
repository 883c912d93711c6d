package io.wagateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.mock.env.MockEnvironment;

class ApiKeyAuthenticatorTest {
    private static final List<TestDatabase> DATABASES = TestDatabase.both();
    private static final String VALID = "wa_valid_0000000000000000000000000000000";
    private static final String EXPIRED = "wa_expired_00000000000000000000000000000";

    static Stream<Arguments> wrongClocks() {
        return TestDatabase.withWrongClocks(DATABASES);
    }

    @ParameterizedTest
    @MethodSource("wrongClocks")
    void key_expiresByTheDatabasesClock(TestDatabase database, long ahead) {
        ApiKeyStore store = new ApiKeyStore(database.emptied().jdbc());
        long now = database.clock().getAsLong();
        insert(store, "1", VALID, now, now + 30_000);
        insert(store, "2", EXPIRED, now, now - 30_000);
        try (ApiKeyUsage usage = new ApiKeyUsage(store, Duration.ofDays(1))) {
            ApiKeyAuthenticator keys =
                    new ApiKeyAuthenticator(store, usage, new MockEnvironment(), database.clock(ahead));
            assertThat(keys.caller(VALID)).isPresent();
            assertThat(keys.caller(EXPIRED)).isEmpty();
            assertThat(usage.unwritten("1"))
                    .isBetween(now - 500, database.clock().getAsLong() + 500);
        }
    }

    private static void insert(ApiKeyStore store, String id, String secret, long createdAt, long expiresAt) {
        store.insert(new ApiKey(
                id,
                "org_a",
                "key " + id,
                ApiKey.sha256(secret),
                Set.of(Capability.SEND),
                createdAt,
                expiresAt,
                null,
                false,
                Scope.ALL));
    }
}
