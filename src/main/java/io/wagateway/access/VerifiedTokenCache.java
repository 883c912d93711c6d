package io.wagateway.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** The callers of recently verified tokens, by the hash of the token. Bounded; no entry outlives its {@code exp}. */
final class VerifiedTokenCache {
    static final Duration MAX_AGE = Duration.ofSeconds(60);

    private record Verified(Caller caller, Instant until) {}

    private final InstantSource clock;
    private final Cache<String, Verified> byHash;

    VerifiedTokenCache(int maxSize, InstantSource clock) {
        this.clock = clock;
        this.byHash = Caffeine.newBuilder()
                .maximumSize(maxSize)
                .expireAfterWrite(MAX_AGE)
                .build();
    }

    Optional<Caller> find(String token) {
        return Optional.ofNullable(byHash.getIfPresent(ApiKey.sha256(token)))
                .filter(verified -> clock.instant().isBefore(verified.until()))
                .map(Verified::caller);
    }

    void put(String token, Caller caller, Instant expiresAt) {
        Instant evicted = clock.instant().plus(MAX_AGE);
        byHash.put(ApiKey.sha256(token), new Verified(caller, expiresAt.isBefore(evicted) ? expiresAt : evicted));
    }

    /** The number of entries, after the eviction of those beyond the bound. */
    long size() {
        byHash.cleanUp();
        return byHash.estimatedSize();
    }
}
