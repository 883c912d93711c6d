package io.wagateway.event.relay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wagateway.event.log.LoggedEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeExtension;
import org.apache.camel.ProducerTemplate;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** Sends one event through the route {@code publish-event} and waits for the result, but not longer than the time-out. */
final class Publisher implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    static final String ROUTE_ID = "publish-event";
    private static final String ROUTE = "direct:" + ROUTE_ID;

    private final ProducerTemplate camel;
    private final Duration timeout;
    private final ThreadPoolExecutor senders;

    /** @param most sends in flight at once; further ones fail immediately */
    Publisher(ProducerTemplate camel, Duration timeout, int most) {
        this.camel = camel;
        this.timeout = timeout;
        this.senders = new ThreadPoolExecutor(
                0, most, 60, TimeUnit.SECONDS, new SynchronousQueue<>(), new CustomizableThreadFactory("relay-send-"));
    }

    /** Empty if the broker has the event. */
    Optional<PublishFailure> send(LoggedEvent event) throws InterruptedException {
        Future<Exchange> sending;
        try {
            sending = senders.submit(() -> camel.send(ROUTE, exchange -> prepare(exchange, event)));
        } catch (RejectedExecutionException e) {
            return Optional.of(new PublishFailure(false, "too many earlier sends are still in flight"));
        }
        try {
            return failure(sending.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            sending.cancel(true);
            return Optional.of(new PublishFailure(false, "no answer within " + timeout.toMillis() + " ms"));
        } catch (ExecutionException e) {
            return Optional.of(PublishFailure.of(e.getCause()));
        } catch (InterruptedException e) {
            sending.cancel(true);
            throw e;
        }
    }

    private static void prepare(Exchange exchange, LoggedEvent event) throws JsonProcessingException {
        exchange.setProperty("eventId", event.id());
        exchange.setProperty("event", event.event());
        exchange.setProperty("organization", event.organization());
        exchange.setProperty("session", event.session());
        exchange.setProperty("orderKey", event.orderKey());
        exchange.getMessage().setBody(JSON.writeValueAsString(event));
    }

    /** If an integrator's route has handled its failure as for an HTTP request, the event still did not arrive. */
    private static Optional<PublishFailure> failure(Exchange sent) {
        Throwable failure = sent.getException();
        ExchangeExtension extension = sent.getExchangeExtension();
        if (failure == null && extension.isErrorHandlerHandledSet() && extension.isErrorHandlerHandled()) {
            failure = sent.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        }
        return Optional.ofNullable(failure).map(PublishFailure::of);
    }

    @Override
    public void close() {
        senders.shutdownNow();
    }
}
