package io.wagateway.engine.simulator;

import io.wagateway.pipeline.AsyncSteps;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/** One operation of the simulator as a step of its engine route; an account's latency holds no thread. */
final class SimulatorCall extends AsyncProcessorSupport {
    private final Simulator simulator;
    private final Executor executor;
    private final Function<Map<String, Object>, Map<String, Object>> operation;

    SimulatorCall(
            Simulator simulator, Executor executor, Function<Map<String, Object>, Map<String, Object>> operation) {
        this.simulator = simulator;
        this.executor = executor;
        this.operation = operation;
    }

    @Override
    @SuppressWarnings("unchecked")
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Map<String, Object> question = exchange.getMessage().getBody(Map.class);
        Duration latency = simulator.latency((String) question.get("session"));
        CompletableFuture<Map<String, Object>> answer = latency.isZero()
                ? CompletableFuture.completedFuture(operation.apply(question))
                : CompletableFuture.supplyAsync(
                        () -> operation.apply(question),
                        CompletableFuture.delayedExecutor(latency.toMillis(), TimeUnit.MILLISECONDS, executor));
        return AsyncSteps.await(exchange, callback, answer, exchange.getMessage()::setBody);
    }
}
