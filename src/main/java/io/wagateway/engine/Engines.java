package io.wagateway.engine;

import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.wagateway.call.Call;
import io.wagateway.call.Outcome;
import io.wagateway.call.Steps;
import io.wagateway.error.DomainException;
import io.wagateway.error.EngineFailure;
import io.wagateway.error.ErrorCode;
import io.wagateway.error.Unavailable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks engine routes, by the name of an entry of {@code gateway.engines}. Holds no thread while one thinks. */
public final class Engines {
    private static final Logger LOG = LoggerFactory.getLogger(Engines.class);

    /** The route that calls an engine's route by these two properties: {@code routes/engines.camel.yaml}. */
    public static final String DOOR = "direct:ask-engine";

    private static final String OPERATION = "engineOperation";

    private final CamelContext context;
    private final Map<String, EngineEntry> entries;
    private final Executor executor;
    private final MeterProvider<Timer> calls;
    private volatile AsyncProducer door;

    /** @param executor where a call goes on after an engine has answered */
    public Engines(CamelContext context, Map<String, EngineEntry> entries, Executor executor, MeterRegistry registry) {
        this.executor = executor;
        this.context = context;
        this.entries = entries;
        this.calls = Timer.builder("gateway.engine.calls")
                .description("Questions to engines by entry, operation and outcome (done, or the error code)")
                .withRegistry(registry);
    }

    /** By name, as configured. */
    public Map<String, EngineEntry> entries() {
        return entries;
    }

    /**
     * Asks one engine one thing.
     *
     * @param requestId for log lines
     * @param entry the session's engine
     * @param question what {@link io.wagateway.engine} names for the operation, without {@code timeoutMs}
     * @return the answer; or a {@link DomainException}: what the engine refused, or how it failed
     */
    public CompletableFuture<Map<String, Object>> ask(
            String requestId, String entry, EngineOperation operation, Map<String, Object> question) {
        EngineEntry engine = entries.get(entry);
        if (engine == null) {
            return CompletableFuture.failedFuture(Unavailable.engine("the session's engine is not configured"));
        }
        Exchange exchange = new DefaultExchange(context, ExchangePattern.InOut);
        exchange.setProperty(Call.REQUEST_ID, requestId);
        exchange.setProperty(Outcome.ENGINE, entry);
        exchange.setProperty(OPERATION, operation.wireName());
        Map<String, Object> body = new LinkedHashMap<>(question);
        body.put("timeoutMs", engine.timeout().toMillis());
        exchange.getMessage().setBody(body);
        CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
        long started = System.nanoTime();
        door().process(exchange, doneSync -> complete(answer, exchange, entry, operation));
        // Goes on with a thread of ours: the one that notices a time-out is the same for the whole process.
        CompletableFuture<Map<String, Object>> bounded = answer.isDone()
                ? answer
                : answer.orTimeout(engine.timeout().toMillis(), TimeUnit.MILLISECONDS)
                        .whenCompleteAsync(
                                (done, failure) -> {}, task -> executor.execute(() -> Call.logged(requestId, task)));
        return bounded.exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        Steps.cause(failure) instanceof TimeoutException ? timedOut(entry, operation) : failure))
                .whenComplete((done, failure) -> count(entry, operation, failure, System.nanoTime() - started));
    }

    private void count(String entry, EngineOperation operation, Throwable failure, long nanos) {
        String outcome = failure == null
                ? "done"
                : Steps.cause(failure) instanceof DomainException domain
                        ? domain.code().code()
                        : ErrorCode.INTERNAL_ERROR.code();
        calls.withTags("engine", entry, "operation", operation.wireName(), "outcome", outcome)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private AsyncProducer door() {
        AsyncProducer open = door;
        if (open == null) {
            try {
                open = context.getEndpoint(DOOR).createAsyncProducer();
                ServiceHelper.startService(open);
                door = open;
            } catch (Exception e) {
                throw new IllegalStateException("no route at " + DOOR, e);
            }
        }
        return open;
    }

    private static void complete(
            CompletableFuture<Map<String, Object>> answer, Exchange exchange, String entry, EngineOperation operation) {
        try {
            Exception failure = exchange.getException();
            if (failure != null) {
                throw failed(entry, operation, failure);
            }
            Map<String, Object> body = answerOf(exchange);
            Refusals.raise(entry, operation, body);
            answer.complete(body);
        } catch (RuntimeException e) {
            answer.completeExceptionally(failed(entry, operation, e));
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> answerOf(Exchange exchange) {
        if (exchange.getMessage().getBody() instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw EngineFailure.error("the engine answered nonsense");
    }

    /** What a route threw. Addresses and texts of the engine go to the log, never to the caller. */
    private static DomainException failed(String entry, EngineOperation operation, Exception failure) {
        if (failure instanceof DomainException domain) {
            return domain;
        }
        LOG.warn("engine={} operation={} failed: {}", entry, operation.wireName(), failure.toString());
        if (failure instanceof SocketTimeoutException || failure instanceof TimeoutException) {
            return EngineFailure.timeout();
        }
        return failure instanceof IOException
                ? Unavailable.engine("the session's engine cannot be reached")
                : EngineFailure.error("the engine could not be understood");
    }

    private static EngineFailure timedOut(String entry, EngineOperation operation) {
        LOG.warn("engine={} operation={} did not answer in time", entry, operation.wireName());
        return EngineFailure.timeout();
    }
}
