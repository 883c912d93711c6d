package io.wagateway.route;

import io.wagateway.error.CheckedProperties;
import io.wagateway.error.StartupException;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where routes come from. The folder is bound as a text: Spring would read a relative path that is also on the class path,
 * as {@code routes} is, as that resource.
 *
 * @param routesDir a folder of *.camel.yaml files that replace packaged routes or add to them; default ./routes, if that
 *     folder exists
 */
@ConfigurationProperties("gateway")
public record RouteProperties(String routesDir) implements CheckedProperties {
    public RouteProperties {
        // An environment variable that is set to nothing is blank.
        routesDir = routesDir == null || routesDir.isBlank() ? null : routesDir;
    }

    @Override
    public void check() {
        folder();
    }

    /** Null if no folder is configured. */
    Path folder() {
        return routesDir == null ? null : StartupException.requirePath("gateway.routes-dir", routesDir);
    }
}
