package io.wagateway.route;

import io.wagateway.engine.EngineClient;
import io.wagateway.engine.EngineEntry;
import io.wagateway.error.StartupException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.Route;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.PluginHelper;

/** Loads route files into Camel. */
final class RouteLoader {
    private final CamelContext context;
    private final Map<String, EngineEntry> entries;
    private final GroovyScripts scripts = new GroovyScripts();
    private final EngineRoutes engines;

    RouteLoader(CamelContext context, Map<String, EngineEntry> entries) {
        this.context = context;
        this.engines = new EngineRoutes((ModelCamelContext) context);
        this.entries = entries;
    }

    /**
     * Adds the routes to a context that is not started yet. It skips the engine kinds that no entry uses.
     *
     * @throws StartupException a file is wrong; the message is one line that names it
     */
    void load(List<RouteFile> found) {
        checkKinds(found);
        RouteResources.set(context, found);
        Map<RouteFile, RoutesBuilder> builders = new LinkedHashMap<>();
        for (RouteFile file : found) {
            if (isUsed(file)) {
                guarded(file, () -> parse(file, builders));
            }
        }
        // Error handling goes first, as a route adopts it when it is added.
        builders.forEach((file, builder) -> {
            if (builder instanceof RouteConfigurationsBuilder configurations) {
                guarded(file, () -> context.addRoutesConfigurations(configurations));
            }
        });
        Map<String, RouteFile> owners = new HashMap<>();
        builders.forEach((file, builder) -> guarded(file, () -> {
            context.addRoutes(builder);
            checkIds(file, builder, owners);
            if (file.isOfEngines()) {
                engines.add(file, (RouteBuilder) builder);
            } else {
                context.addTemplatedRoutes(builder);
            }
            if (!isCompiledIfUsed(file)) {
                compile(file, builder);
            }
        }));
        if (engines.useSharedTemplates(entries)) {
            found.stream()
                    .filter(RouteLoader::isCompiledIfUsed)
                    .forEach(file -> guarded(file, () -> compile(file, builders.get(file))));
        }
        scripts.bind(context);
        engines.makeRoutes(entries);
    }

    private void parse(RouteFile file, Map<RouteFile, RoutesBuilder> builders) throws Exception {
        if (file.isScript()) {
            if (!isCompiledIfUsed(file)) {
                compile(file, null);
            }
        } else {
            PluginHelper.getRoutesLoader(context)
                    .findRoutesBuilders(List.of(file.toCamel()))
                    .forEach(builder -> builders.put(file, builder));
        }
    }

    /** @param builder of a file with routes; null for a script */
    private void compile(RouteFile file, RoutesBuilder builder) {
        if (file.isScript()) {
            scripts.add(file);
        } else if (builder != null) {
            scripts.add(builder);
        }
    }

    /** What all kinds share need not compile if no entry's kind uses it; an operator's own is compiled to check it. */
    private static boolean isCompiledIfUsed(RouteFile file) {
        return file.isPackaged() && file.isOfEngines() && file.engineKind().isEmpty();
    }

    private void checkKinds(List<RouteFile> found) {
        Set<String> kinds = found.stream()
                .filter(file -> !file.isScript())
                .flatMap(file -> file.engineKind().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        entries.forEach((name, entry) -> {
            if (!kinds.contains(entry.kind())) {
                throw StartupException.property(
                        "gateway.engines." + name + ".kind", entry.kind(), "the loaded engine kinds are " + kinds);
            }
        });
    }

    /** A kind without an entry has no routes, and its scripts need not compile. */
    private boolean isUsed(RouteFile file) {
        return file.engineKind()
                .map(kind -> entries.values().stream().anyMatch(entry -> kind.equals(entry.kind())))
                .orElse(true);
    }

    /** Camel would silently replace the first route of an id by the second. */
    private static void checkIds(RouteFile file, RoutesBuilder builder, Map<String, RouteFile> owners) {
        if (builder instanceof RouteBuilder routes) {
            for (RouteDefinition route : routes.getRouteCollection().getRoutes()) {
                RouteFile owner = owners.putIfAbsent(route.getId(), file);
                if (owner != null) {
                    throw new StartupException(
                            "the route id '" + route.getId() + "' is already used by " + owner.name());
                }
            }
        }
    }

    /** Checks, after the start, that every {@code direct:} address that a route calls exists. */
    void check() {
        Set<String> served = context.getRoutes().stream()
                .map(Route::getEndpoint)
                .map(Endpoint::getEndpointUri)
                .collect(Collectors.toSet());
        List<String> missing = new ArrayList<>();
        if (!served.contains(EngineClient.ROUTE.replace("direct:", "direct://"))) {
            missing.add(EngineClient.ROUTE);
        }
        for (Endpoint endpoint : context.getEndpoints()) {
            if (endpoint instanceof DirectEndpoint && !served.contains(endpoint.getEndpointUri())) {
                missing.add(endpoint.getEndpointUri().replace("direct://", "direct:"));
            }
        }
        if (!missing.isEmpty()) {
            throw new StartupException("routes call " + missing + ", which no route serves");
        }
    }

    private interface Action {
        void run() throws Exception;
    }

    private static void guarded(RouteFile file, Action action) {
        try {
            action.run();
        } catch (Exception | LinkageError | StackOverflowError e) {
            throw new StartupException("routes: " + file.name() + " (" + file.origin() + "): " + reason(e), e);
        }
    }

    /** The route and the innermost message, on one line. The message of an error is often only a name. */
    static String reason(Throwable failure) {
        String route = "";
        Throwable root = failure;
        while (root.getCause() != null) {
            if (root instanceof FailedToCreateRouteException failed) {
                route = "route '" + failed.getRouteId() + "': ";
            }
            root = root.getCause();
        }
        String type = root instanceof Error || root instanceof ClassNotFoundException
                ? root.getClass().getSimpleName() + ": "
                : "";
        return route
                + type
                + String.valueOf(root.getMessage()).replaceAll("\\s+", " ").strip();
    }
}
