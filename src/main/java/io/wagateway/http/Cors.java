package io.wagateway.http;

import io.wagateway.error.ErrorCode;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.ServiceLimit;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.DefaultCorsProcessor;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;

/** Allows frontends to call from a browser: exactly the configured origins, without cookies. */
final class Cors {
    private Cors() {}

    static CorsFilter filter(List<String> allowedOrigins) {
        CorsConfiguration configuration = new CorsConfiguration();
        configuration.setAllowedOrigins(allowedOrigins);
        configuration.setAllowedMethods(List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"));
        configuration.setAllowedHeaders(List.of(
                "Authorization", "x-api-key", "Content-Type", RequestId.HEADER, CallContext.IDEMPOTENCY_HEADER));
        configuration.setExposedHeaders(List.of(
                RequestId.HEADER,
                "Retry-After",
                "WWW-Authenticate",
                "Allow",
                CallContext.REPLAYED_HEADER,
                ServiceLimit.LIMIT_HEADER,
                ServiceLimit.POLICY_HEADER));
        configuration.setAllowCredentials(false);
        configuration.setMaxAge(Duration.ofMinutes(10));
        UrlBasedCorsConfigurationSource everywhere = new UrlBasedCorsConfigurationSource();
        everywhere.registerCorsConfiguration("/**", configuration);
        CorsFilter filter = new CorsFilter(everywhere);
        filter.setCorsProcessor(new EnvelopeCorsProcessor());
        return filter;
    }

    private static final class EnvelopeCorsProcessor extends DefaultCorsProcessor {
        @Override
        protected void rejectRequest(ServerHttpResponse response) throws IOException {
            ApiFilter.write(
                    ((ServletServerHttpResponse) response).getServletResponse(),
                    ErrorCode.FORBIDDEN,
                    "a browser may not call from this origin, or with this method or header");
        }
    }
}
