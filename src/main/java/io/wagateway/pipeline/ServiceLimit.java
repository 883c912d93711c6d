package io.wagateway.pipeline;

import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * What a caller has left of its requests, for the response: the fields {@code RateLimit-Policy} and {@code RateLimit} of
 * draft-ietf-httpapi-ratelimit-headers-11. The window is one second, and after it the whole quota is there again.
 *
 * @param quota requests a second, and at once
 * @param remaining how many the caller may send now
 * @param isExceeded whether this request was one too many
 */
public record ServiceLimit(int quota, long remaining, boolean isExceeded) {
    /** The fields count in whole seconds, as {@code Retry-After} does: a part of one is one. */
    public static final int WINDOW_SECONDS = 1;

    /** The names of the response's headers. */
    public static final String POLICY_HEADER = "RateLimit-Policy";

    public static final String LIMIT_HEADER = "RateLimit";

    private static final String PROPERTY = "serviceLimit";
    private static final String POLICY = "\"requests\"";

    /** Empty if there is no limit, or the caller is not known yet. */
    public static Optional<ServiceLimit> of(Exchange exchange) {
        return Optional.ofNullable(exchange.getProperty(PROPERTY, ServiceLimit.class));
    }

    public void attachTo(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }

    /** The response's headers. */
    public Map<String, String> headers() {
        return Map.of(
                POLICY_HEADER,
                POLICY + ";q=" + quota + ";w=" + WINDOW_SECONDS,
                LIMIT_HEADER,
                POLICY + ";r=" + remaining + ";t=" + WINDOW_SECONDS);
    }
}
