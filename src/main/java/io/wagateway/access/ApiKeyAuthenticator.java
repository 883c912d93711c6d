package io.wagateway.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/** Who an API key speaks for. */
@Component
class ApiKeyAuthenticator {
    /** What another node revoked is noticed after this at the latest; the contract allows ten seconds. */
    private static final Duration CACHED = Duration.ofSeconds(5);

    private final ApiKeyStore store;
    private final ApiKeyUsage uses;
    private final boolean demo;
    private final Cache<String, ApiKey> bySecret =
            Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(CACHED).build();

    ApiKeyAuthenticator(ApiKeyStore store, ApiKeyUsage uses, Environment environment) {
        this.store = store;
        this.uses = uses;
        this.demo = environment.acceptsProfiles(Profiles.of("demo"));
    }

    /** The caller, where the secret is that of a key that is neither revoked nor expired. */
    Optional<Caller> caller(String secret) {
        if (!ApiKey.isSecret(secret)) {
            return Optional.empty();
        }
        String sha256 = ApiKey.sha256(secret);
        if (!demo && ApiKey.isDemo(sha256)) {
            return Optional.empty();
        }
        // Unknown secrets are not cached: anybody can make up any number of them.
        long now = System.currentTimeMillis();
        ApiKey key = bySecret.get(sha256, hash -> store.findBySecret(hash).orElse(null));
        return Optional.ofNullable(key)
                .filter(found -> sameBytes(found.secretSha256(), sha256))
                .filter(found -> found.isValidAt(now))
                .map(found -> {
                    uses.note(found.id(), now);
                    return found.toCaller();
                });
    }

    /** Whether the organisation had such a key; from now on it has not. */
    boolean revoke(String id, String organization) {
        Optional<ApiKey> key = store.find(id, organization);
        boolean revoked = key.isPresent() && store.revoke(id, System.currentTimeMillis());
        key.ifPresent(found -> forget(found.secretSha256()));
        return revoked;
    }

    /** Makes a change to a key count at once on this node. */
    void forget(String sha256) {
        bySecret.invalidate(sha256);
    }

    private static boolean sameBytes(String stored, String sent) {
        return MessageDigest.isEqual(stored.getBytes(StandardCharsets.UTF_8), sent.getBytes(StandardCharsets.UTF_8));
    }
}
