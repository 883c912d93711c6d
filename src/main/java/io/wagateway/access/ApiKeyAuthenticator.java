package io.wagateway.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.wagateway.database.DatabaseClock;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/** Finds the caller of an API key. */
@Component
class ApiKeyAuthenticator {
    /** The longest delay until this node sees a revocation of another node; the contract allows ten seconds. */
    private static final Duration CACHED = Duration.ofSeconds(5);

    private final ApiKeyStore store;
    private final ApiKeyUsage usage;
    private final boolean demo;
    private final DatabaseClock clock;
    private final Cache<String, ApiKey> bySecret =
            Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(CACHED).build();

    ApiKeyAuthenticator(ApiKeyStore store, ApiKeyUsage usage, Environment environment, DatabaseClock clock) {
        this.store = store;
        this.usage = usage;
        this.demo = environment.acceptsProfiles(Profiles.of("demo"));
        this.clock = clock;
    }

    /** The caller of the key with this secret; empty if there is none, or it is revoked or expired. */
    Optional<Caller> caller(String secret) {
        if (!ApiKey.isSecret(secret)) {
            return Optional.empty();
        }
        String sha256 = ApiKey.sha256(secret);
        if (!demo && ApiKey.isDemo(sha256)) {
            return Optional.empty();
        }
        // Unknown secrets are not cached: an attacker can invent any number of them.
        long now = clock.getAsLong();
        ApiKey key = bySecret.get(sha256, hash -> store.findBySecret(hash).orElse(null));
        return Optional.ofNullable(key)
                .filter(found -> sameBytes(found.secretSha256(), sha256))
                .filter(found -> found.isValidAt(now))
                .map(found -> {
                    usage.record(found.id(), now);
                    return found.toCaller();
                });
    }

    /** Revokes a key; false if the organisation has no such key within the scope. */
    boolean revoke(String id, String organization, Scope scope) {
        Optional<ApiKey> key = store.find(id, organization).filter(found -> scope.includes(found.scope()));
        boolean revoked = key.isPresent() && store.revoke(id, clock.getAsLong());
        key.ifPresent(found -> invalidate(found.secretSha256()));
        return revoked;
    }

    /** Makes a change to a key visible at once on this node. */
    void invalidate(String sha256) {
        bySecret.invalidate(sha256);
    }

    private static boolean sameBytes(String stored, String sent) {
        return MessageDigest.isEqual(stored.getBytes(StandardCharsets.UTF_8), sent.getBytes(StandardCharsets.UTF_8));
    }
}
