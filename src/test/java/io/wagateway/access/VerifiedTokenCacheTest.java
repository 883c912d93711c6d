package io.wagateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class VerifiedTokenCacheTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Caller CALLER = new Caller("person:a", "org_a", Set.of());

    private final AtomicReference<Instant> now = new AtomicReference<>(START);

    @Test
    void token_untilItExpires_isKnown() {
        VerifiedTokenCache tokens = new VerifiedTokenCache(10, now::get);
        tokens.put("token", CALLER, START.plusSeconds(10));
        now.set(START.plusMillis(9_999));
        assertThat(tokens.find("token")).contains(CALLER);
        now.set(START.plusSeconds(10));
        assertThat(tokens.find("token")).isEmpty();
    }

    @Test
    void token_thatLastsLong_isVerifiedAgainAfterAMinute() {
        VerifiedTokenCache tokens = new VerifiedTokenCache(10, now::get);
        tokens.put("token", CALLER, START.plusSeconds(86_400));
        now.set(START.plusSeconds(59));
        assertThat(tokens.find("token")).contains(CALLER);
        now.set(START.plusSeconds(60));
        assertThat(tokens.find("token")).isEmpty();
    }

    @Test
    void token_thatDiffers_isUnknown() {
        VerifiedTokenCache tokens = new VerifiedTokenCache(10, now::get);
        tokens.put("token", CALLER, START.plusSeconds(10));
        assertThat(tokens.find("Token")).isEmpty();
    }

    @Test
    void tokens_beyondTheBound_areForgotten() {
        VerifiedTokenCache tokens = new VerifiedTokenCache(10, now::get);
        for (int i = 0; i < 1_000; i++) {
            tokens.put("token " + i, CALLER, START.plusSeconds(10));
        }
        assertThat(tokens.size()).isLessThanOrEqualTo(10);
    }
}
