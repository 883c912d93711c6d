package io.wagateway.http;

import java.util.List;

/**
 * Which frontends may call from a browser.
 *
 * @param allowedOrigins exact origins, for example {@code https://app.example}; if empty, CORS is off
 */
public record CorsProperties(List<String> allowedOrigins) {}
