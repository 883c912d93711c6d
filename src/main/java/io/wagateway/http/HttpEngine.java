package io.wagateway.http;

import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.springframework.stereotype.Component;

/** What Camel's platform-http component finds by name, and asks for a consumer of each path and method. */
@Component(PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME)
final class HttpEngine implements PlatformHttpEngine {
    private final Endpoints endpoints;
    private final RequestMetrics metrics;

    HttpEngine(Endpoints endpoints, MeterRegistry registry) {
        this.endpoints = endpoints;
        this.metrics = new RequestMetrics(registry);
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new HttpConsumer(endpoint, processor, endpoints, metrics);
    }
}
