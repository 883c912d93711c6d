package io.wagateway.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Whose tokens were verified a moment ago. Known by their hash, bounded, and none outlives its {@code exp}. */
final class VerifiedTokenCache {
    static final Duration REMEMBERED = Duration.ofSeconds(60);

    private record Verified(Caller caller, Instant until) {}

    private final InstantSource clock;
    private final Cache<String, Verified> byHash;

    VerifiedTokenCache(int most, InstantSource clock) {
        this.clock = clock;
        this.byHash = Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfterWrite(REMEMBERED)
                .build();
    }

    Optional<Caller> find(String token) {
        return Optional.ofNullable(byHash.getIfPresent(ApiKey.sha256(token)))
                .filter(verified -> clock.instant().isBefore(verified.until()))
                .map(Verified::caller);
    }

    void remember(String token, Caller caller, Instant expiresAt) {
        Instant later = clock.instant().plus(REMEMBERED);
        byHash.put(ApiKey.sha256(token), new Verified(caller, expiresAt.isBefore(later) ? expiresAt : later));
    }

    /** How many are remembered, after those beyond the bound went. */
    long size() {
        byHash.cleanUp();
        return byHash.estimatedSize();
    }
}
