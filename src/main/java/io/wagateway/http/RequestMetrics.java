package io.wagateway.http;

import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/**
 * {@code gateway.requests}: count and time of responses. Tags: {@code operation} (operationId), {@code status}, {@code
 * code} (of the error envelope, or {@code none}), {@code engine} (the session's entry, or {@code none}). Never a session
 * or a JID: those are unbounded, and JIDs are phone numbers.
 */
final class RequestMetrics {
    private final MeterProvider<Timer> requests;

    RequestMetrics(MeterRegistry registry) {
        this.requests = Timer.builder("gateway.requests")
                .description("Responses by operation, status, error code and engine entry")
                .withRegistry(registry);
    }

    void record(String operation, int status, String code, String engine, long nanos) {
        requests.withTags(Tags.of(
                        "operation",
                        orNone(operation),
                        "status",
                        Integer.toString(status),
                        "code",
                        orNone(code),
                        "engine",
                        orNone(engine)))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private static String orNone(String tag) {
        return tag == null ? "none" : tag;
    }
}
