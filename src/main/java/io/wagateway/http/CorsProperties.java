package io.wagateway.http;

import io.wagateway.error.CheckedProperties;
import io.wagateway.error.StartupException;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Which frontends may call from a browser.
 *
 * @param allowedOrigins exact origins as a browser sends them, for example https://frontend.example; default none: CORS
 *     is off
 */
@ConfigurationProperties("gateway.cors")
public record CorsProperties(List<String> allowedOrigins) implements CheckedProperties {
    private static final Pattern ORIGIN = Pattern.compile("https?://([a-z0-9._-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");

    private static final int MAX_PORT = 65_535;

    public CorsProperties {
        allowedOrigins = allowedOrigins == null ? List.of() : List.copyOf(allowedOrigins);
    }

    /** Checks that each is what a browser sends: scheme, host and port in lower case, no path and no default port. */
    @Override
    public void check() {
        for (int i = 0; i < allowedOrigins.size(); i++) {
            String origin = allowedOrigins.get(i);
            boolean defaultPort = origin.startsWith("https:") ? origin.endsWith(":443") : origin.endsWith(":80");
            if (defaultPort
                    || !ORIGIN.matcher(origin).matches()
                    || URI.create(origin).getPort() > MAX_PORT) {
                throw StartupException.property(
                        "gateway.cors.allowed-origins[" + i + "]",
                        origin,
                        "an exact origin as a browser sends it, for example https://frontend.example");
            }
        }
    }
}
