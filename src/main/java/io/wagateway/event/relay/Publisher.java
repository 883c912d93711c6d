package io.wagateway.event.relay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wagateway.event.log.LoggedEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeExtension;
import org.apache.camel.support.service.ServiceHelper;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Sends events through the route {@code publish-event}. A send has a thread until the endpoint returns: JMS waits there for
 * the broker, Kafka does not.
 */
final class Publisher implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    static final String ROUTE_ID = "publish-event";
    private static final String ROUTE = "direct:" + ROUTE_ID;

    private final CamelContext camel;
    private final Duration timeout;
    private final ThreadPoolExecutor senders;
    /** Those that have timed out belong to them until they end. */
    private final Semaphore unfinished;

    private AsyncProducer route;

    /** @param most sends in flight at once; further ones fail immediately */
    Publisher(CamelContext camel, Duration timeout, int most) {
        this.camel = camel;
        this.timeout = timeout;
        this.unfinished = new Semaphore(most);
        this.senders = new ThreadPoolExecutor(
                0, most, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), new CustomizableThreadFactory("relay-send-"));
    }

    /** Completes before the time-out has passed: empty if the broker has the event. */
    CompletableFuture<Optional<PublishFailure>> send(LoggedEvent event) {
        CompletableFuture<Exchange> sent = new CompletableFuture<>();
        if (unfinished.tryAcquire()) {
            try {
                Future<?> thread = senders.submit(() -> start(event, sent));
                sent.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                        .whenComplete((exchange, failure) -> interruptIfLate(thread, failure));
            } catch (RejectedExecutionException e) {
                unfinished.release();
                sent.completeExceptionally(e);
            }
        } else {
            sent.completeExceptionally(new RejectedExecutionException());
        }
        return sent.handle((exchange, failure) -> failure == null ? failure(exchange) : Optional.of(failure(failure)));
    }

    private void start(LoggedEvent event, CompletableFuture<Exchange> sent) {
        AsyncProducer producer;
        Exchange exchange;
        try {
            producer = route();
            exchange = producer.getEndpoint().createExchange();
            prepare(exchange, event);
        } catch (Exception e) {
            unfinished.release();
            sent.completeExceptionally(e);
            return;
        }
        producer.process(exchange, synchronously -> {
            unfinished.release();
            sent.complete(exchange);
        });
    }

    private synchronized AsyncProducer route() throws Exception {
        if (route == null) {
            route = camel.getEndpoint(ROUTE).createAsyncProducer();
            ServiceHelper.startService(route);
        }
        return route;
    }

    private static void interruptIfLate(Future<?> thread, Throwable failure) {
        if (failure instanceof TimeoutException) {
            thread.cancel(true);
        }
    }

    private PublishFailure failure(Throwable failure) {
        if (failure instanceof TimeoutException) {
            return new PublishFailure(false, "no answer within " + timeout.toMillis() + " ms");
        }
        if (failure instanceof RejectedExecutionException) {
            return new PublishFailure(false, "too many earlier sends are still in flight");
        }
        return PublishFailure.of(failure);
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
