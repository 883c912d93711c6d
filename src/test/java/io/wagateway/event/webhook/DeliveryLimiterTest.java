package io.wagateway.event.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeliveryLimiterTest {
    private static final WebhookQueueStore.Waiting A1 = new WebhookQueueStore.Waiting("a1", "a");
    private static final WebhookQueueStore.Waiting A2 = new WebhookQueueStore.Waiting("a2", "a");
    private static final WebhookQueueStore.Waiting A3 = new WebhookQueueStore.Waiting("a3", "a");
    private static final WebhookQueueStore.Waiting B1 = new WebhookQueueStore.Waiting("b1", "b");

    @Test
    void places_areBoundedByWebhookByOrganizationAndInAll() {
        DeliveryLimiter inFlight = new DeliveryLimiter(2, 3, 4);
        assertThat(inFlight.room(A1)).isEqualTo(2);
        assertThat(inFlight.take(A1)).isTrue();
        assertThat(inFlight.take(A1)).isTrue();
        assertThat(inFlight.take(A1)).isFalse();
        assertThat(inFlight.room(A2)).isEqualTo(1);
        assertThat(inFlight.take(A2)).isTrue();
        assertThat(inFlight.take(A2)).isFalse();
        assertThat(inFlight.take(B1)).isTrue();
        assertThat(inFlight.take(B1)).isFalse();
        assertThat(inFlight.all()).isEqualTo(4);
    }

    @Test
    void place_thatIsGivenBack_isOfferedToWhoWaitedFirst() {
        DeliveryLimiter inFlight = new DeliveryLimiter(2, 2, 3);
        inFlight.take(A1);
        inFlight.take(A1);
        assertThat(inFlight.take(A2)).isFalse();
        assertThat(inFlight.take(A3)).isFalse();
        assertThat(inFlight.take(B1)).isTrue();
        assertThat(inFlight.take(B1)).isFalse();
        assertThat(inFlight.giveBack(A1)).containsExactly(A2, B1, A1);
        assertThat(inFlight.take(A2)).isTrue();
        assertThat(inFlight.giveBack(A2)).containsExactly(A3, A2);
        assertThat(inFlight.giveBack(A1)).containsExactly(A1);
        assertThat(inFlight.giveBack(B1)).containsExactly(B1);
        assertThat(inFlight.all()).isZero();
    }

    @Test
    void places_afterTheEnd_areNone() {
        DeliveryLimiter inFlight = new DeliveryLimiter(2, 2, 2);
        inFlight.close(1);
        assertThat(inFlight.take(A1)).isFalse();
    }
}
