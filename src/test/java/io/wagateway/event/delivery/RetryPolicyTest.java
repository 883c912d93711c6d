package io.wagateway.event.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
    private static final RetryPolicy POLICY = new RetryPolicy(Duration.ofSeconds(2), Duration.ofHours(24), 3);

    @Test
    void backOff_doublesUntilTheLongest() {
        assertThat(POLICY.backOff(1)).isEqualTo(2_000);
        assertThat(POLICY.backOff(2)).isEqualTo(4_000);
        assertThat(POLICY.backOff(5)).isEqualTo(32_000);
        assertThat(POLICY.backOff(17)).isEqualTo(Duration.ofHours(24).toMillis());
        assertThat(POLICY.backOff(1_000_000)).isEqualTo(Duration.ofHours(24).toMillis());
    }

    @Test
    void policy_isExhaustedAfterItsAttempts() {
        assertThat(POLICY.isExhausted(2)).isFalse();
        assertThat(POLICY.isExhausted(3)).isTrue();
    }
}
