package io.wagateway.engine;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorSupport;

/** Engines before a route that answers what a test says, at the time that a test says it is. */
final class ScriptedEngines implements AutoCloseable {
    /** A question that the route was asked, and has not answered yet. */
    record Asked(Exchange exchange, AsyncCallback callback) {
        void answer(Object answer) {
            reply(exchange, answer);
            callback.done(false);
        }
    }

    static final Object ANSWER = Map.of("outcome", "done");

    final AtomicLong nanos = new AtomicLong(-Duration.ofHours(1).toNanos());
    final AtomicInteger asked = new AtomicInteger();
    final Queue<Asked> waiting = new ConcurrentLinkedQueue<>();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final EngineClient engines;

    /** What the route answers at once, an exception being thrown; null: nothing, the question waits. */
    volatile Object reply = ANSWER;

    private final DefaultCamelContext context = new DefaultCamelContext();

    ScriptedEngines(Map<String, EngineEntry> entries, Executor executor) {
        try {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from(EngineClient.DOOR).errorHandler(noErrorHandler()).process(new AsyncProcessorSupport() {
                        @Override
                        public boolean process(Exchange exchange, AsyncCallback callback) {
                            return asked(exchange, callback);
                        }
                    });
                }
            });
            context.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        engines = new EngineClient(context, entries, executor, registry, nanos::get);
    }

    /** Two entries, {@code eu} and {@code us}. */
    static ScriptedEngines of(Duration timeout, int maxConcurrentCalls) {
        EngineEntry entry =
                new EngineEntry("tiny", "http://10.0.0.7/?key=hunter2", "hunter2", timeout, maxConcurrentCalls, null);
        return new ScriptedEngines(Map.of("eu", entry, "us", entry), Runnable::run);
    }

    private boolean asked(Exchange exchange, AsyncCallback callback) {
        asked.incrementAndGet();
        Object now = reply;
        if (now == null) {
            waiting.add(new Asked(exchange, callback));
            return false;
        }
        reply(exchange, now);
        callback.done(true);
        return true;
    }

    private static void reply(Exchange exchange, Object answer) {
        if (answer instanceof Error failure) {
            throw failure;
        }
        if (answer instanceof Exception failure) {
            exchange.setException(failure);
        } else {
            exchange.getMessage().setBody(answer);
        }
    }

    CompletableFuture<Map<String, Object>> promote() {
        return ask("eu", EngineOperation.PROMOTE, "phone");
    }

    CompletableFuture<Map<String, Object>> ask(String entry, EngineOperation operation, String session) {
        return engines.ask("request", entry, operation, Map.of("session", session));
    }

    /** Answers every question that waits. */
    void answer(Object answer) {
        for (Asked question = waiting.poll(); question != null; question = waiting.poll()) {
            question.answer(answer);
        }
    }

    void later(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }

    String circuit() {
        return engines.guards().get("eu").circuitState();
    }

    double freePermits() {
        return registry.get("resilience4j.bulkhead.available.concurrent.calls")
                .tag("name", "eu")
                .gauge()
                .value();
    }

    @Override
    public void close() {
        // A context waits for what is under way, and what an error has cut off stays so for it.
        context.getShutdownStrategy().setTimeout(1);
        answer(ANSWER);
        context.stop();
    }
}
