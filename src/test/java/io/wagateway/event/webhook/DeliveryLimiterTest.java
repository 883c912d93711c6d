package io.wagateway.event.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeliveryLimiterTest {
    private static final WaitingWebhook A1 = new WaitingWebhook("a1", "a");
    private static final WaitingWebhook A2 = new WaitingWebhook("a2", "a");
    private static final WaitingWebhook A3 = new WaitingWebhook("a3", "a");
    private static final WaitingWebhook B1 = new WaitingWebhook("b1", "b");

    @Test
    void deliveriesInFlight_areLimitedByWebhookByOrganizationAndInAll() {
        DeliveryLimiter limiter = new DeliveryLimiter(2, 3, 4);
        assertThat(limiter.capacity(A1)).isEqualTo(2);
        assertThat(limiter.tryAcquire(A1)).isTrue();
        assertThat(limiter.tryAcquire(A1)).isTrue();
        assertThat(limiter.tryAcquire(A1)).isFalse();
        assertThat(limiter.capacity(A2)).isEqualTo(1);
        assertThat(limiter.tryAcquire(A2)).isTrue();
        assertThat(limiter.tryAcquire(A2)).isFalse();
        assertThat(limiter.tryAcquire(B1)).isTrue();
        assertThat(limiter.tryAcquire(B1)).isFalse();
        assertThat(limiter.inFlight()).isEqualTo(4);
    }

    @Test
    void releasedCapacity_goesToTheWebhookThatWaitedLongest() {
        DeliveryLimiter limiter = new DeliveryLimiter(2, 2, 3);
        limiter.tryAcquire(A1);
        limiter.tryAcquire(A1);
        assertThat(limiter.tryAcquire(A2)).isFalse();
        assertThat(limiter.tryAcquire(A3)).isFalse();
        assertThat(limiter.tryAcquire(B1)).isTrue();
        assertThat(limiter.tryAcquire(B1)).isFalse();
        assertThat(limiter.release(A1)).containsExactly(A2, B1, A1);
        assertThat(limiter.tryAcquire(A2)).isTrue();
        assertThat(limiter.release(A2)).containsExactly(A3, A2);
        assertThat(limiter.release(A1)).containsExactly(A1);
        assertThat(limiter.release(B1)).containsExactly(B1);
        assertThat(limiter.inFlight()).isZero();
    }

    @Test
    void capacity_afterClose_isZero() {
        DeliveryLimiter limiter = new DeliveryLimiter(2, 2, 2);
        limiter.close(1);
        assertThat(limiter.tryAcquire(A1)).isFalse();
    }
}
