package io.wagateway.event.relay;

import io.wagateway.error.FailureReason;
import io.wagateway.error.Throttle;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.ErrorHandler;

/**
 * What happens when a route of the integrator's that consumes from {@code amqp:} fails: RabbitMQ delivers the message again
 * at once and for ever. So the consumer waits a moment, and the log has a line a minute.
 */
final class FailedMessages implements ErrorHandler {
    private static final Logger LOG = LoggerFactory.getLogger(FailedMessages.class);
    private static final long PAUSE_MILLIS = 100;

    private final Throttle lines = new Throttle(Duration.ofMinutes(1));

    @Override
    public void handleError(Throwable failure) {
        if (lines.tryAcquire()) {
            LOG.warn(
                    "A route failed with a message of the AMQP broker (at most one such line a minute): {}",
                    FailureReason.of(failure));
        }
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
