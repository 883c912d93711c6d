package io.wagateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** The conventions of route files, so that a reader of one can read all. */
class RouteHabitsTest {
    private static final Path ROUTES = Path.of("routes");
    private static final Pattern KEBAB = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final Pattern CAMEL_CASE = Pattern.compile("[a-z][A-Za-z]*");
    private static final Pattern DIRECT = Pattern.compile("direct:([A-Za-z-]+)$");

    /** Expressions that Camel also accepts in a short form; the canonical form is a map. */
    private static final Set<String> EXPRESSIONS = Set.of("constant", "simple", "jsonpath", "groovy");

    /** The steps' own steps, and the maps that hold no text of a log line. */
    private static final Set<String> STEPS_IN_SHORT_FORM = Set.of("to", "toD", "log", "process", "bean");

    private static final List<Map<String, Object>> ROOTS = new ArrayList<>();

    @BeforeAll
    @SuppressWarnings("unchecked")
    static void read() throws IOException {
        for (Path file : files().stream().filter(path -> !isScript(path)).toList()) {
            ROOTS.addAll((List<Map<String, Object>>) new Yaml().load(Files.readString(file)));
        }
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(ROUTES)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static boolean isScript(Path file) {
        return file.toString().endsWith(".groovy");
    }

    @ParameterizedTest
    @MethodSource("files")
    void file_isNamedForWhatItIs(Path file) {
        String name = file.getFileName().toString();
        if (isScript(file)) {
            assertThat(name.substring(0, name.length() - ".groovy".length())).matches(CAMEL_CASE);
        } else {
            assertThat(name).endsWith(RouteFile.SUFFIX);
            assertThat(name.substring(0, name.length() - RouteFile.SUFFIX.length()))
                    .matches(KEBAB);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void file_beginsWithWhatItIsFor(Path file) throws IOException {
        assertThat(Files.readString(file)).startsWith(isScript(file) ? "// " : "# ");
    }

    @Test
    void route_hasAnIdOfItsOwnInKebabCaseAndADescription() {
        Set<Object> ids = new HashSet<>();
        for (Map<String, Object> route : routes()) {
            assertThat(String.valueOf(route.get("id"))).matches(KEBAB);
            assertThat(route.get("description"))
                    .as("description of %s", route.get("id"))
                    .isInstanceOf(String.class);
            assertThat(ids.add(route.get("id")))
                    .as("%s is unique", route.get("id"))
                    .isTrue();
        }
        assertThat(ids).isNotEmpty();
    }

    @Test
    void template_hasADescriptionAndDescribedParameters() {
        List<Map<String, Object>> templates = all("routeTemplate");
        assertThat(templates).isNotEmpty();
        for (Map<String, Object> template : templates) {
            assertThat(template.get("description"))
                    .as("description of %s", template.get("id"))
                    .isInstanceOf(String.class);
            assertThat(children(template.get("parameters")))
                    .allSatisfy(parameter -> assertThat(parameter).containsKeys("name", "description"));
        }
    }

    @Test
    void row_isOfATemplateAndSetsWhatThatDeclares() {
        Map<Object, List<Object>> templates = new HashMap<>();
        all("routeTemplate").forEach(template -> templates.put(template.get("id"), names(template.get("parameters"))));
        List<Map<String, Object>> rows = all("templatedRoute");
        assertThat(rows).isNotEmpty();
        for (Map<String, Object> row : rows) {
            List<Object> set = names(row.get("parameters"));
            assertThat(templates).containsKey(row.get("routeTemplateRef"));
            assertThat(templates.get(row.get("routeTemplateRef"))).as("%s", row).containsAll(set);
            assertThat(set).as("%s", row).doesNotHaveDuplicates().startsWith("operation");
        }
    }

    @Test
    void verb_hasAnOperationIdADescriptionAndItsRoute() {
        Set<String> served = new HashSet<>(served());
        List<Map<String, Object>> verbs = verbs();
        assertThat(verbs).isNotEmpty();
        for (Map<String, Object> verb : verbs) {
            assertThat(verb).containsKeys("id", "description", "path", "routeId");
            assertThat(verb.get("to")).isEqualTo("direct:" + verb.get("id"));
            assertThat(served).contains("direct:" + verb.get("id"));
            assertThat(String.valueOf(verb.get("routeId"))).matches(KEBAB);
        }
    }

    @Test
    void direct_hasBothEnds() {
        Set<String> called = new HashSet<>();
        collect(ROOTS, "to", called);
        // The request pipeline calls this one.
        called.add("direct:ask-engine");
        // Event streams call this one.
        called.add("direct:mayFollowEvents");
        // A grant whose time is over calls this one.
        called.add("direct:endGrant");
        // The relay calls this one.
        called.add("direct:publish-event");
        assertThat(served()).doesNotHaveDuplicates();
        assertThat(called).containsExactlyInAnyOrderElementsOf(served());
    }

    @Test
    void operationRoute_beginsWithAuthenticateAndACapability() {
        Set<String> operations = new HashSet<>();
        verbs().forEach(verb -> operations.add("direct:" + verb.get("id")));
        for (Map<String, Object> route : routes()) {
            Map<?, ?> from = (Map<?, ?>) route.get("from");
            // An engine signs its webhooks, and has no token.
            if (operations.contains(from.get("uri")) && !from.get("uri").equals("direct:receiveHints")) {
                List<Map<String, Object>> steps = children(from.get("steps"));
                assertThat(reference(steps.get(0))).isEqualTo("authenticate");
                assertThat(reference(steps.get(1))).isIn("requireRead", "requireSend", "requireManage");
            }
        }
    }

    @Test
    void yaml_isOfTheCanonicalForm() {
        assertCanonical(ROOTS);
    }

    @Test
    void log_hasNoBodyAndNoHeader() {
        Set<String> messages = new HashSet<>();
        collect(ROOTS, "log", messages);
        all("log").forEach(log -> messages.add(String.valueOf(log.get("message"))));
        assertThat(messages).noneMatch(message -> message.contains("${body") || message.contains("${header"));
    }

    private static List<Object> names(Object parameters) {
        return children(parameters).stream()
                .map(parameter -> parameter.get("name"))
                .toList();
    }

    private static List<String> served() {
        List<String> served = new ArrayList<>();
        for (Map<String, Object> route : routes()) {
            Matcher direct = DIRECT.matcher(String.valueOf(((Map<?, ?>) route.get("from")).get("uri")));
            if (direct.matches()) {
                served.add(direct.group());
            }
        }
        return served;
    }

    private static List<Map<String, Object>> verbs() {
        List<Map<String, Object>> verbs = new ArrayList<>();
        for (Map<String, Object> rest : all("rest")) {
            for (String method : List.of("get", "post", "put", "patch", "delete", "head")) {
                verbs.addAll(children(rest.get(method)));
            }
        }
        return verbs;
    }

    /** Without those of templates, which get an id for each entry. */
    private static List<Map<String, Object>> routes() {
        return ROOTS.stream()
                .filter(root -> root.containsKey("route"))
                .map(root -> asMap(root.get("route")))
                .toList();
    }

    /** Every map under a key of that name, however deep. */
    private static List<Map<String, Object>> all(String key) {
        List<Map<String, Object>> found = new ArrayList<>();
        walk(ROOTS, (name, value) -> {
            if (name.equals(key) && value instanceof Map<?, ?>) {
                found.add(asMap(value));
            }
        });
        return found;
    }

    private static void collect(Object node, String key, Set<String> into) {
        walk(node, (name, value) -> {
            Object uri = value instanceof Map<?, ?> map ? map.get("uri") : value;
            if (name.equals(key)
                    && uri instanceof String text
                    && (!key.equals("to") || DIRECT.matcher(text).matches())) {
                into.add(text);
            }
        });
    }

    private static void assertCanonical(Object node) {
        walk(node, (name, value) -> {
            if (EXPRESSIONS.contains(name)) {
                assertThat(value)
                        .as("%s in its long form, with expression:", name)
                        .isInstanceOf(Map.class);
            }
        });
        all("from").forEach(from -> children(from.get("steps"))
                .forEach(step -> step.forEach((name, value) -> {
                    if (STEPS_IN_SHORT_FORM.contains(name)) {
                        assertThat(value).as("%s in its long form", name).isInstanceOf(Map.class);
                    }
                })));
    }

    private interface Visitor {
        void visit(String name, Object value);
    }

    private static void walk(Object node, Visitor visitor) {
        if (node instanceof List<?> list) {
            list.forEach(element -> walk(element, visitor));
        } else if (node instanceof Map<?, ?> map) {
            map.forEach((name, value) -> {
                visitor.visit(String.valueOf(name), value);
                walk(value, visitor);
            });
        }
    }

    private static Object reference(Map<String, Object> step) {
        return step.get("process") instanceof Map<?, ?> process ? process.get("ref") : null;
    }

    private static List<Map<String, Object>> children(Object list) {
        return list instanceof List<?> elements
                ? elements.stream().map(RouteHabitsTest::asMap).toList()
                : List.of();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Object value) {
        return (Map<String, Object>) value;
    }
}
