package io.wagateway.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThrottleTest {

    @Test
    void manyThreadsAtOnce_getOneTurn() {
        Throttle throttle = new Throttle(Duration.ofMinutes(10));
        assertThat(turns(throttle)).isOne();
        assertThat(turns(throttle)).isZero();
    }

    @Test
    void intervalThatIsOver_givesAnotherTurn() throws InterruptedException {
        Throttle throttle = new Throttle(Duration.ofMillis(1));
        assertThat(throttle.tryAcquire()).isTrue();
        Thread.sleep(2);
        assertThat(throttle.tryAcquire()).isTrue();
    }

    private static long turns(Throttle throttle) {
        return IntStream.range(0, 1_000)
                .parallel()
                .filter(i -> throttle.tryAcquire())
                .count();
    }
}
