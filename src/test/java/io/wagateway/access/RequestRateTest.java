package io.wagateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.pipeline.ServiceLimit;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** With a clock that stands still until the test moves it, and that overflows, as nanoTime may. */
class RequestRateTest {
    private static final Caller KEY = new Caller("key:1", "org_a", Set.of());

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final RequestRate rate = new RequestRate(3, nanos::get);

    @Test
    void requests_ofOneMoment_passUpToTheLimit() {
        assertThat(rate.count(KEY)).isEqualTo(new ServiceLimit(3, 2, false));
        assertThat(rate.count(KEY)).isEqualTo(new ServiceLimit(3, 1, false));
        assertThat(rate.count(KEY)).isEqualTo(new ServiceLimit(3, 0, false));
        assertThat(rate.count(KEY)).isEqualTo(new ServiceLimit(3, 0, true));
    }

    @Test
    void oneRequest_isThereAgainAfterItsPartOfTheSecond() {
        exhaust(KEY);
        pass(Duration.ofMillis(333));
        assertThat(rate.count(KEY).isExceeded()).isTrue();
        pass(Duration.ofMillis(1));
        assertThat(rate.count(KEY)).isEqualTo(new ServiceLimit(3, 0, false));
        assertThat(rate.count(KEY).isExceeded()).isTrue();
    }

    @Test
    void allRequests_areThereAgainAfterASecond_howeverManyWereRefused() {
        exhaust(KEY);
        for (int i = 0; i < 100; i++) {
            assertThat(rate.count(KEY).isExceeded()).isTrue();
        }
        pass(Duration.ofSeconds(1));
        assertThat(rate.count(KEY)).isEqualTo(new ServiceLimit(3, 2, false));
    }

    @Test
    void longPause_savesNothingUp() {
        rate.count(KEY);
        pass(Duration.ofHours(1));
        assertThat(exhaust(KEY)).isEqualTo(3);
    }

    @Test
    void steadyCaller_getsTheRate_andOneBurst() {
        int passed = 0;
        for (int i = 0; i < 1_000; i++) {
            passed += rate.count(KEY).isExceeded() ? 0 : 1;
            pass(Duration.ofMillis(10));
        }
        assertThat(passed).isBetween(3 * 10, 3 * 10 + 3);
    }

    @Test
    void keysPersonsAndOrganizations_haveALimitOfTheirOwn_andCapabilitiesNone() {
        exhaust(KEY);
        assertThat(rate.count(new Caller("key:1", "org_a", Set.of(Capability.READ)))
                        .isExceeded())
                .isTrue();
        assertThat(exhaust(new Caller("key:2", "org_a", Set.of()))).isEqualTo(3);
        assertThat(exhaust(new Caller("person:1", "org_a", Set.of()))).isEqualTo(3);
        assertThat(exhaust(new Caller("person:1", "org_b", Set.of()))).isEqualTo(3);
    }

    @Test
    void callers_ofOneMoment_passTogetherUpToTheLimit() {
        RequestRate large = new RequestRate(1_000, nanos::get);
        long passed = IntStream.range(0, 5_000)
                .parallel()
                .filter(i -> !large.count(KEY).isExceeded())
                .count();
        assertThat(passed).isEqualTo(1_000);
    }

    @Test
    void callers_whoEndlesslyDiffer_areForgotten_andTheBusyOneIsNot() {
        exhaust(KEY);
        for (int i = 0; i < 200_000; i++) {
            rate.count(new Caller("key:other" + i, "org_b", Set.of()));
            if (i % 100 == 0) {
                assertThat(rate.count(KEY).isExceeded()).isTrue();
            }
        }
        assertThat(rate.callers()).isLessThanOrEqualTo(10_000);
        pass(Duration.ofSeconds(1));
        assertThat(rate.callers()).isZero();
    }

    private int exhaust(Caller caller) {
        int passed = 0;
        while (!rate.count(caller).isExceeded()) {
            passed++;
        }
        return passed;
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
