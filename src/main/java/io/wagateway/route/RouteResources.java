package io.wagateway.route;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedCamelContext;
import org.apache.camel.impl.engine.DefaultResourceLoader;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.ResourceLoader;
import org.apache.camel.support.ResourceHelper;

/**
 * Resolves {@code routes:<name>} to the file of that name; the folder's own replaces the packaged one. So a route can
 * say {@code resource:routes:engines/waha/status.groovy}, wherever that file is.
 */
final class RouteResources extends DefaultResourceLoader {
    private static final String SCHEME = "routes:";

    private volatile Map<String, RouteFile> files = Map.of();

    private RouteResources(CamelContext context) {
        super(context);
    }

    /** The resources of a context from now on. It is one object, as the context would keep each until it stops. */
    static RouteResources set(CamelContext context, List<RouteFile> files) {
        ExtendedCamelContext extension = context.getCamelContextExtension();
        RouteResources resources = extension.getContextPlugin(ResourceLoader.class) instanceof RouteResources before
                ? before
                : new RouteResources(context);
        resources.files = files.stream().collect(Collectors.toMap(RouteFile::name, Function.identity()));
        extension.addContextPlugin(ResourceLoader.class, resources);
        return resources;
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
