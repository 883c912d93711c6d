package io.wagateway.event.relay;

import io.wagateway.error.FailureReason;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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
    private static final long NANOS_BETWEEN_LINES = TimeUnit.MINUTES.toNanos(1);

    private final AtomicLong nextLine = new AtomicLong(System.nanoTime());

    @Override
    public void handleError(Throwable failure) {
        long now = System.nanoTime();
        long due = nextLine.get();
        if (now - due >= 0 && nextLine.compareAndSet(due, now + NANOS_BETWEEN_LINES)) {
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
