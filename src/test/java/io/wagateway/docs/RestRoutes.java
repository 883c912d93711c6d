package io.wagateway.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What the files of {@code routes/} say, read as plain YAML. */
final class RestRoutes {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete", "head");

    /** A verb of the REST DSL. */
    record Verb(String method, String path, String id, String to) {}

    private RestRoutes() {}

    static List<Verb> verbs() {
        List<Verb> verbs = new ArrayList<>();
        for (Map<?, ?> entry : entries()) {
            if (entry.get("rest") instanceof Map<?, ?> rest) {
                rest.forEach((key, value) -> {
                    if (METHODS.contains(key)) {
                        list(value)
                                .forEach(verb -> verbs.add(new Verb(
                                        key.toString(),
                                        Objects.toString(rest.get("path"), "") + verb.get("path"),
                                        String.valueOf(verb.get("id")),
                                        String.valueOf(verb.get("to")))));
                    }
                });
            }
        }
        return verbs;
    }

    /** The beans that a route calls as steps of its own, in order. */
    static List<String> steps(String from) {
        for (Map<?, ?> entry : entries()) {
            if (entry.get("route") instanceof Map<?, ?> route
                    && route.get("from") instanceof Map<?, ?> start
                    && from.equals(start.get("uri"))) {
                return list(start.get("steps")).stream()
                        .map(step -> step.get("process"))
                        .filter(Map.class::isInstance)
                        .map(process -> String.valueOf(((Map<?, ?>) process).get("ref")))
                        .toList();
            }
        }
        throw new AssertionError("no route from " + from);
    }

    /** The headers that a route sets by steps of its own, in order. */
    static List<String> headers(String from) {
        for (Map<?, ?> entry : entries()) {
            if (entry.get("route") instanceof Map<?, ?> route
                    && route.get("from") instanceof Map<?, ?> start
                    && from.equals(start.get("uri"))) {
                return list(start.get("steps")).stream()
                        .map(step -> step.get("setHeader"))
                        .filter(Map.class::isInstance)
                        .map(header -> String.valueOf(((Map<?, ?>) header).get("name")))
                        .toList();
            }
        }
        throw new AssertionError("no route from " + from);
    }

    private static List<Map<?, ?>> entries() {
        List<Map<?, ?>> entries = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".camel.yaml"))
                    .toList()) {
                entries.addAll(list(load(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries;
    }

    static Object load(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
        }
    }

    private static List<Map<?, ?>> list(Object value) {
        List<Map<?, ?>> maps = new ArrayList<>();
        ((List<?>) value).forEach(item -> maps.add((Map<?, ?>) item));
        return maps;
    }
}
