package io.wagateway.route;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.engine.DefaultResourceLoader;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;

/**
 * Resolves {@code routes:<name>} to the file of that name; the folder's own replaces the packaged one. So a route can
 * say {@code resource:routes:engines/waha/status.groovy}, wherever that file is.
 */
final class RouteResources extends DefaultResourceLoader {
    private static final String SCHEME = "routes:";

    private final Map<String, RouteFile> files;

    RouteResources(CamelContext context, List<RouteFile> files) {
        super(context);
        this.files = files.stream().collect(Collectors.toMap(RouteFile::name, Function.identity()));
    }

    @Override
    public Resource resolveResource(String uri) {
        if (!uri.startsWith(SCHEME)) {
            return super.resolveResource(uri);
        }
        String name = uri.substring(SCHEME.length());
        RouteFile file = files.get(name);
        if (file == null) {
            throw new IllegalArgumentException("the routes have no file " + name);
        }
        return ResourceHelper.fromString(uri, file.text());
    }
}
