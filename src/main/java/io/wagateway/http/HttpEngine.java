package io.wagateway.http;

import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** What Camel's platform-http component finds by name, and asks for a consumer of each path and method. */
@Component(PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME)
final class HttpEngine implements PlatformHttpEngine {
    /** The last resort behind the engines' own time-outs. */
    private static final long MILLIS_TO_ANSWER = 60_000;

    private final Endpoints endpoints;
    private final RequestMetrics metrics;
    private final Deadlines deadlines;
    private final long millisToAnswer;

    @Autowired
    HttpEngine(Endpoints endpoints, MeterRegistry registry, Deadlines deadlines) {
        this(endpoints, registry, deadlines, MILLIS_TO_ANSWER);
    }

    HttpEngine(Endpoints endpoints, MeterRegistry registry, Deadlines deadlines, long millisToAnswer) {
        this.endpoints = endpoints;
        this.metrics = new RequestMetrics(registry);
        this.deadlines = deadlines;
        this.millisToAnswer = millisToAnswer;
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

    /** Sees to it that a call which has gone asynchronous is answered in the end. */
    void expire(HttpCall call) {
        call.expire(deadlines, millisToAnswer);
    }
}
