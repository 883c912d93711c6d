package io.wagateway.engine.simulator;

import io.wagateway.pipeline.AsyncStep;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.camel.Exchange;

/** One operation of the simulator as a step of its engine route. No thread waits during an account's latency. */
final class SimulatorCall extends AsyncStep<Map<String, Object>> {
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
    protected CompletableFuture<Map<String, Object>> begin(Exchange exchange) {
        Map<String, Object> request = exchange.getMessage().getBody(Map.class);
        Duration latency = simulator.latency((String) request.get("session"));
        return latency.isZero()
                ? CompletableFuture.completedFuture(operation.apply(request))
                : CompletableFuture.supplyAsync(
                        () -> operation.apply(request),
                        CompletableFuture.delayedExecutor(latency.toMillis(), TimeUnit.MILLISECONDS, executor));
    }

    @Override
    protected void complete(Exchange exchange, Map<String, Object> response) {
        exchange.getMessage().setBody(response);
    }
}
