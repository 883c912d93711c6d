package io.wagateway.route;

import io.wagateway.engine.EngineClient;
import io.wagateway.engine.EngineEntry;
import io.wagateway.error.StartupException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
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
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.support.PluginHelper;

/** Brings route files into Camel, and makes each engine kind's templates into the routes of its entries. */
final class RouteLoader {
    private final CamelContext context;
    private final Map<String, EngineEntry> entries;
    private final GroovyScripts scripts = new GroovyScripts();

    RouteLoader(CamelContext context, Map<String, EngineEntry> entries) {
        this.context = context;
        this.entries = entries;
    }

    /** Adds everything to a context that is not started yet; refuses with one line that names the file. */
    void load(List<RouteFile> files) {
        Map<RouteFile, RoutesBuilder> builders = new HashMap<>();
        for (RouteFile file : files) {
            guarded(file, () -> PluginHelper.getRoutesLoader(context)
                    .findRoutesBuilders(List.of(file.toCamel()))
                    .forEach(builder -> builders.put(file, builder)));
        }
        // Error handling goes first: a route takes it up when it is added.
        for (RouteFile file : files) {
            if (builders.get(file) instanceof RouteConfigurationsBuilder configurations) {
                guarded(file, () -> context.addRoutesConfigurations(configurations));
            }
        }
        Map<String, RouteFile> owners = new HashMap<>();
        for (RouteFile file : files) {
            guarded(file, () -> {
                Set<String> before = templates().keySet();
                context.addRoutes(builders.get(file));
                checkIds(file, builders.get(file), owners);
                if (file.isEngine()) {
                    checkTemplates(file, before);
                }
            });
        }
        for (RouteFile file : files) {
            if (!file.isEngine() || isUsed(file.engineKind())) {
                guarded(file, () -> scripts.add(builders.get(file)));
            }
        }
        scripts.enter(context);
        addEngines(files);
    }

    /** A kind without an entry has no routes, and its scripts need no compiling. */
    private boolean isUsed(String kind) {
        return entries.values().stream().anyMatch(entry -> kind.equals(entry.kind()));
    }

    /** Camel would let the second route of an id replace the first one without a word. */
    private static void checkIds(RouteFile file, RoutesBuilder builder, Map<String, RouteFile> owners) {
        if (builder instanceof RouteBuilder routes) {
            for (RouteDefinition route : routes.getRouteCollection().getRoutes()) {
                RouteFile owner = owners.putIfAbsent(route.getId(), file);
                if (owner != null) {
                    throw new StartupException("the route id '" + route.getId() + "' is taken by " + owner.name());
                }
            }
        }
    }

    private Map<String, RouteTemplateDefinition> templates() {
        return ((ModelCamelContext) context)
                .getRouteTemplateDefinitions().stream()
                        .collect(Collectors.toMap(RouteTemplateDefinition::getId, template -> template));
    }

    private void checkTemplates(RouteFile file, Set<String> before) {
        Map<String, RouteTemplateDefinition> added = new HashMap<>(templates());
        added.keySet().removeAll(before);
        added.forEach((id, template) -> {
            if (!id.startsWith(file.engineKind() + "-")) {
                throw new StartupException("an engine's route template is called '" + file.engineKind()
                        + "-<operation>', not '" + id + "'");
            }
            // What fails in an engine route is the corridor's to judge, not the error answers' to hide.
            template.getRoute().setErrorHandlerFactory(new NoErrorHandlerDefinition());
        });
    }

    private void addEngines(List<RouteFile> files) {
        Set<String> kinds = files.stream()
                .filter(RouteFile::isEngine)
                .map(RouteFile::engineKind)
                .collect(Collectors.toCollection(TreeSet::new));
        entries.forEach((name, entry) -> {
            if (!kinds.contains(entry.kind())) {
                throw StartupException.property(
                        "gateway.engines." + name + ".kind", entry.kind(), "the loaded engine kinds are " + kinds);
            }
            String prefix = entry.kind() + "-";
            templates().forEach((id, template) -> {
                if (kind(id, kinds).equals(entry.kind())) {
                    checkUrl(name, entry, template);
                    addEngineRoute(name, entry, id, id.substring(prefix.length()));
                }
            });
        });
    }

    private static void checkUrl(String name, EngineEntry entry, RouteTemplateDefinition template) {
        boolean needed = template.getTemplateParameters() != null
                && template.getTemplateParameters().stream()
                        .anyMatch(parameter -> parameter.getName().equals("url"));
        if (needed && (entry.url() == null || entry.url().isBlank())) {
            throw StartupException.property(
                    "gateway.engines." + name + ".url",
                    "",
                    "the address of a running " + entry.kind() + ", for example http://127.0.0.1:3000");
        }
    }

    /** Whose template it is: the longest kind that its id begins with, as one kind's name may begin another's. */
    private static String kind(String template, Set<String> kinds) {
        return kinds.stream()
                .filter(kind -> template.startsWith(kind + "-"))
                .max(Comparator.comparingInt(String::length))
                .orElse("");
    }

    private void addEngineRoute(String name, EngineEntry entry, String template, String operation) {
        // Without the secret, which must not become part of a route.
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("entry", name);
        parameters.put("url", entry.url() == null ? "" : entry.url());
        parameters.put("timeoutMs", entry.timeout().toMillis());
        try {
            ((ModelCamelContext) context)
                    .addRouteFromTemplate("engine-" + name + "-" + operation, template, parameters);
        } catch (Exception e) {
            throw new StartupException(
                    "gateway.engines." + name + ": the template '" + template + "' does not work: " + reason(e), e);
        }
    }

    /** Once started: every direct: address that a route calls must be there. */
    void check() {
        Set<String> served = context.getRoutes().stream()
                .map(Route::getEndpoint)
                .map(Endpoint::getEndpointUri)
                .collect(Collectors.toSet());
        List<String> missing = new ArrayList<>();
        if (!served.contains(EngineClient.DOOR.replace("direct:", "direct://"))) {
            missing.add(EngineClient.DOOR);
        }
        for (Endpoint endpoint : context.getEndpoints()) {
            if (endpoint instanceof DirectEndpoint && !served.contains(endpoint.getEndpointUri())) {
                missing.add(endpoint.getEndpointUri().replace("direct://", "direct:"));
            }
        }
        if (!missing.isEmpty()) {
            throw new StartupException("routes call " + missing + ", which no route answers");
        }
    }

    private interface Action {
        void run() throws Exception;
    }

    private static void guarded(RouteFile file, Action action) {
        try {
            action.run();
        } catch (Exception e) {
            throw new StartupException("routes: " + file.name() + " (" + file.origin() + "): " + reason(e), e);
        }
    }

    /** The route and the innermost message, on one line. */
    static String reason(Throwable failure) {
        String route = "";
        Throwable root = failure;
        while (root.getCause() != null) {
            if (root instanceof FailedToCreateRouteException failed) {
                route = "route '" + failed.getRouteId() + "': ";
            }
            root = root.getCause();
        }
        return route + String.valueOf(root.getMessage()).replaceAll("\\s+", " ").strip();
    }
}
