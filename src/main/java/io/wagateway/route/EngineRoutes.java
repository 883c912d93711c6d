package io.wagateway.route;

import io.wagateway.engine.EngineEntry;
import io.wagateway.error.StartupException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.TemplatedRouteDefinition;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;

/**
 * Makes the routes of each entry from the table and the templates of its engine kind. A row of the table ({@code
 * templatedRoute}) becomes {@code direct:engine-<entry>-<operation>}, for each of its operations. So does a template of
 * the kind's own, {@code <kind>-<operation>}, unless it has the parameter {@code operation}: that template is for rows.
 */
final class EngineRoutes {
    private static final String OPERATION = "operation";
    private static final String SHARED_PREFIX = "engine-";

    private static final Pattern NEXT_ROW = Pattern.compile("=([^,]+)");

    private final ModelCamelContext context;
    private final Map<String, RouteTemplateDefinition> templates = new HashMap<>();
    private final Map<String, List<TemplatedRouteDefinition>> rows = new HashMap<>();

    EngineRoutes(ModelCamelContext context) {
        this.context = context;
    }

    /** Adds a file of engines/ that Camel has parsed. */
    void add(RouteFile file, RouteBuilder builder) {
        String prefix = file.engineKind().map(kind -> kind + "-").orElse(SHARED_PREFIX);
        for (RouteTemplateDefinition template :
                builder.getRouteTemplateCollection().getRouteTemplates()) {
            String id = template.getId();
            if (!id.startsWith(prefix)) {
                throw new StartupException(
                        "an engine's route template is called '" + prefix + "<operation>', not '" + id + "'");
            }
            // The pipeline classifies the failures of engine routes; an error response would hide them.
            template.getRoute().setErrorHandlerFactory(new NoErrorHandlerDefinition());
            templates.put(id, template);
            file.engineKind().filter(kind -> !declares(template, OPERATION)).ifPresent(kind -> {
                TemplatedRouteDefinition row = new TemplatedRouteDefinition();
                row.routeTemplateRef(id).parameter(OPERATION, id.substring(prefix.length()));
                addRow(kind, row);
            });
        }
        file.engineKind().ifPresent(kind -> builder.getTemplatedRouteCollection()
                .getTemplatedRoutes()
                .forEach(row -> addRow(kind, row)));
    }

    private void addRow(String kind, TemplatedRouteDefinition row) {
        rows.computeIfAbsent(kind, any -> new ArrayList<>()).add(row);
    }

    /** Whether a row of one of these kinds is of a template that all kinds share. */
    boolean useSharedTemplates(Map<String, EngineEntry> entries) {
        return entries.values().stream()
                .flatMap(entry -> rows.getOrDefault(entry.kind(), List.of()).stream())
                .anyMatch(row -> row.getRouteTemplateRef().startsWith(SHARED_PREFIX));
    }

    void makeRoutes(Map<String, EngineEntry> entries) {
        entries.forEach((name, entry) -> {
            Set<String> operations = new HashSet<>();
            Set<String> named = new HashSet<>();
            for (TemplatedRouteDefinition row : rows.getOrDefault(entry.kind(), List.of())) {
                makeRoute(name, entry, row, operations);
                named.addAll(rowsNamedBy(row));
            }
            named.removeAll(operations);
            if (!named.isEmpty()) {
                throw new StartupException(where(name, entry) + " names the rows " + named + ", which do not exist");
            }
        });
    }

    /** The rows that run before this one or continue after it. Camel looks for them only when a call needs them. */
    private static Set<String> rowsNamedBy(TemplatedRouteDefinition row) {
        Map<String, Object> parameters = parameters(row);
        Set<String> named = new HashSet<>();
        NEXT_ROW.matcher(parameters.getOrDefault("onRefusal", "").toString())
                .results()
                .forEach(next -> named.add(next.group(1)));
        if (parameters.get("first") != null) {
            named.add(parameters.get("first").toString());
        }
        return named;
    }

    private static String where(String name, EngineEntry entry) {
        return "gateway.engines." + name + ": engine kind " + entry.kind();
    }

    private void makeRoute(String name, EngineEntry entry, TemplatedRouteDefinition row, Set<String> operations) {
        String template = row.getRouteTemplateRef();
        String where = where(name, entry);
        RouteTemplateDefinition definition = templates.get(template);
        if (definition == null) {
            throw new StartupException(where + " has a row of the template '" + template + "', which does not exist");
        }
        checkUrl(name, entry, definition);
        Map<String, Object> parameters = parameters(row);
        parameters.put("entry", name);
        // Without the secret, which must not become part of a route.
        parameters.put("url", entry.url() == null ? "" : entry.url());
        parameters.put("timeoutMs", entry.timeout().toMillis());
        if (parameters.get(OPERATION) == null) {
            throw new StartupException(where + " has a row of '" + template + "' without an operation");
        }
        for (String operation : parameters.get(OPERATION).toString().split(",", -1)) {
            if (!operations.add(operation)) {
                throw new StartupException(where + " has two rows for the operation '" + operation + "'");
            }
            parameters.put(OPERATION, operation);
            try {
                context.addRouteFromTemplate("engine-" + name + "-" + operation, template, parameters);
            } catch (Exception e) {
                throw new StartupException(
                        where + ": the operation '" + operation + "' does not work: " + RouteLoader.reason(e), e);
            }
        }
    }

    private static Map<String, Object> parameters(TemplatedRouteDefinition row) {
        Map<String, Object> parameters = new HashMap<>();
        if (row.getParameters() != null) {
            row.getParameters().forEach(parameter -> parameters.put(parameter.getName(), parameter.getValue()));
        }
        return parameters;
    }

    private static void checkUrl(String name, EngineEntry entry, RouteTemplateDefinition template) {
        if (declares(template, "url") && (entry.url() == null || entry.url().isBlank())) {
            throw StartupException.property(
                    "gateway.engines." + name + ".url",
                    "",
                    "the address of a running " + entry.kind() + ", for example http://127.0.0.1:3000");
        }
    }

    private static boolean declares(RouteTemplateDefinition template, String parameter) {
        return template.getTemplateParameters() != null
                && template.getTemplateParameters().stream()
                        .anyMatch(declared -> declared.getName().equals(parameter));
    }
}
