package io.wagateway.engine;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wagateway.pipeline.ActiveCall;
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
import org.apache.camel.impl.DefaultCamelContext;

/** Engines with a scripted route behind them, and with a clock that the test sets. */
final class ScriptedEngines implements AutoCloseable {
    /** A request that the route has not responded to yet. */
    record PendingRequest(Exchange exchange, AsyncCallback callback) {
        void respond(Object response) {
            reply(exchange, response);
            callback.done(false);
        }
    }

    static final Object DONE = Map.of("outcome", "done");

    final AtomicLong nanos = new AtomicLong(-Duration.ofHours(1).toNanos());
    final AtomicInteger asked = new AtomicInteger();
    final Queue<PendingRequest> waiting = new ConcurrentLinkedQueue<>();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final EngineClient engines;

    /** The immediate response, or an exception to throw; null if requests wait. */
    volatile Object reply = DONE;

    private final DefaultCamelContext context = new DefaultCamelContext();

    ScriptedEngines(Map<String, EngineEntry> entries, Executor executor) {
        try {
            EngineRoute.serve(context, entries.keySet(), this::asked);
            context.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        engines = new EngineClient(context, entries, executor, registry, nanos::get);
    }

    /** Two entries, {@code eu} and {@code us}. */
    static ScriptedEngines of(Duration timeout, int maxConcurrentCalls) {
        EngineEntry entry = new EngineEntry(
                "tiny", "http://10.0.0.7/?key=hunter2", "hunter2", timeout, maxConcurrentCalls, null, null);
        return new ScriptedEngines(Map.of("eu", entry, "us", entry), Runnable::run);
    }

    private boolean asked(Exchange exchange, AsyncCallback callback) {
        asked.incrementAndGet();
        Object now = reply;
        if (now == null) {
            waiting.add(new PendingRequest(exchange, callback));
            return false;
        }
        reply(exchange, now);
        callback.done(true);
        return true;
    }

    private static void reply(Exchange exchange, Object response) {
        if (response instanceof Error failure) {
            throw failure;
        }
        if (response instanceof Exception failure) {
            exchange.setException(failure);
        } else {
            exchange.getMessage().setBody(response);
        }
    }

    CompletableFuture<Map<String, Object>> promote() {
        return ask("eu", EngineOperation.PROMOTE, "phone");
    }

    CompletableFuture<Map<String, Object>> ask(String entry, EngineOperation operation, String session) {
        return engines.ask(call(), entry, operation, Map.of("session", session));
    }

    /** A new call; all have the same request id, which callers choose. */
    static ActiveCall call() {
        return new ActiveCall("request");
    }

    /** One request of a call. */
    CompletableFuture<Map<String, Object>> askFor(ActiveCall call) {
        return engines.ask(call, "eu", EngineOperation.READ_GROUP, Map.of("session", "phone"));
    }

    /** Responds to every request that waits. */
    void respond(Object response) {
        for (PendingRequest pending = waiting.poll(); pending != null; pending = waiting.poll()) {
            pending.respond(response);
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
        // A context waits for exchanges in flight, and counts one that an Error ended as in flight.
        context.getShutdownStrategy().setTimeout(1);
        respond(DONE);
        context.stop();
    }
}
