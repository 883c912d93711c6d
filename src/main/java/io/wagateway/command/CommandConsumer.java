package io.wagateway.command;

import io.wagateway.error.FailureReason;
import io.wagateway.error.Throttle;
import jakarta.jms.ExceptionListener;
import jakarta.jms.JMSException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Route;
import org.apache.camel.component.jms.JmsConsumer;
import org.apache.camel.component.kafka.KafkaConsumer;
import org.apache.camel.component.kafka.TaskHealthState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jms.listener.DefaultMessageListenerContainer;
import org.springframework.util.ErrorHandler;

/**
 * Whether the consumer of commands receives: a broker may be down, or refuse the queue, while its route is started. On JMS
 * it logs why the consumer cannot start, once for each reason in a row.
 */
final class CommandConsumer implements ExceptionListener, ErrorHandler {
    enum State {
        UP,
        DOWN,
        /** No commands are configured, or the component does not tell. */
        UNKNOWN;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(CommandConsumer.class);
    private static final String ROUTE_ID = "receive-commands";

    private final CamelContext context;
    private final boolean configured;
    private final AtomicReference<String> lastFailure = new AtomicReference<>();
    /** Null once it receives again. */
    private final AtomicReference<String> logged = new AtomicReference<>();

    private final Throttle lines = new Throttle(Duration.ofMinutes(1));

    CommandConsumer(CamelContext context, boolean configured) {
        this.context = context;
        this.configured = configured;
    }

    boolean isConfigured() {
        return configured;
    }

    State state() throws Exception {
        Route route = configured ? context.getRoute(ROUTE_ID) : null;
        Consumer consumer = route == null ? null : route.getConsumer();
        if (consumer instanceof JmsConsumer jms) {
            return jms.getListenerContainer() instanceof DefaultMessageListenerContainer container
                            && container.getCacheLevel() >= DefaultMessageListenerContainer.CACHE_CONSUMER
                    ? of(container.isRegisteredWithDestination())
                    : State.UNKNOWN;
        }
        if (consumer instanceof KafkaConsumer kafka) {
            List<TaskHealthState> tasks = kafka.healthStates();
            return of(!tasks.isEmpty() && tasks.stream().allMatch(TaskHealthState::isReady));
        }
        return State.UNKNOWN;
    }

    private State of(boolean receives) {
        if (receives) {
            logged.set(null);
        }
        return receives ? State.UP : State.DOWN;
    }

    /** Why the consumer last could not start, also after a later success; null if it always could, or if it is Kafka's. */
    String lastFailure() {
        return lastFailure.get();
    }

    /** 1 up, 0 down, NaN unknown. */
    double gauge() {
        try {
            return switch (state()) {
                case UP -> 1;
                case DOWN -> 0;
                case UNKNOWN -> Double.NaN;
            };
        } catch (Exception e) {
            LOG.debug("The consumer of commands does not tell its state", e);
            return Double.NaN;
        }
    }

    @Override
    public void onException(JMSException failure) {
        String reason = FailureReason.of(failure);
        lastFailure.set(reason);
        if (!reason.equals(logged.getAndSet(reason))) {
            LOG.warn("gateway.commands.uri: no commands are received: {}", reason);
        }
    }

    /** A message goes back to the broker. It may come again and again, so the log has a line a minute. */
    @Override
    public void handleError(Throwable failure) {
        if (lines.tryAcquire()) {
            LOG.warn(
                    "A command goes back to the broker (at most one such line a minute): {}",
                    FailureReason.of(failure));
        }
    }
}
