package io.wagateway.http;

import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Camel's platform-http component finds this bean by name and asks it for a consumer of each path and method. */
@Component(PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME)
final class HttpEngine implements PlatformHttpEngine {
    /** The last resort after the engines' own time-outs. */
    private static final long TIMEOUT_MILLIS = 60_000;

    private final Endpoints endpoints;
    private final RequestMetrics metrics;
    private final TimeoutScheduler timeouts;
    private final HeldMemory memory;
    private final long timeoutMillis;

    @Autowired
    HttpEngine(Endpoints endpoints, MeterRegistry registry, TimeoutScheduler timeouts, HeldMemory memory) {
        this(endpoints, registry, timeouts, memory, TIMEOUT_MILLIS);
    }

    HttpEngine(
            Endpoints endpoints,
            MeterRegistry registry,
            TimeoutScheduler timeouts,
            HeldMemory memory,
            long timeoutMillis) {
        this.endpoints = endpoints;
        this.metrics = new RequestMetrics(registry);
        this.timeouts = timeouts;
        this.memory = memory;
        this.timeoutMillis = timeoutMillis;
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new HttpConsumer(endpoint, processor, this);
    }

    Endpoints endpoints() {
        return endpoints;
    }

    RequestMetrics metrics() {
        return metrics;
    }

    HeldMemory memory() {
        return memory;
    }

    /** Makes sure that a request gets a response even if its route never ends. */
    void startTimeout(HttpExchange http) {
        http.startTimeout(timeouts, timeoutMillis);
    }
}
