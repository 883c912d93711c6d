package io.wagateway.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriUtils;

/** The routes by path and method. The index is by number of segments, so that a look-up compares few patterns. */
@Component
final class Endpoints {
    /** @param consumers by HTTP method, sorted */
    private record Entry(PathPattern pattern, Map<String, HttpConsumer> consumers) {}

    /**
     * @param consumers by HTTP method, for {@code Allow}
     * @param parameters path parameters, each decoded once
     */
    record Match(Map<String, HttpConsumer> consumers, Map<String, String> parameters) {
        /** The consumer of GET also serves HEAD. Null if the method is not allowed. */
        HttpConsumer consumer(String method) {
            return consumers.get(method.equals("HEAD") ? "GET" : method);
        }

        String allow() {
            List<String> methods = new ArrayList<>(consumers.keySet());
            if (methods.contains("GET")) {
                methods.add("HEAD");
            }
            methods.add("OPTIONS");
            return String.join(", ", methods);
        }
    }

    private volatile Map<Integer, List<Entry>> bySegments = Map.of();

    /**
     * Finds the endpoint of a path as the client wrote it. The path is split first, and each segment is then decoded
     * once, so that an encoded slash or a matrix parameter stays in its segment and cannot name another path.
     *
     * @param rawPath not decoded, not normalised
     * @return null if no route has such a path
     */
    Match match(String rawPath) {
        List<String> parts = PathPattern.split(rawPath);
        List<Entry> candidates = bySegments.get(parts.size());
        if (candidates == null) {
            return null;
        }
        if (rawPath.indexOf('%') >= 0) {
            parts.replaceAll(Endpoints::decode);
        }
        for (Entry entry : candidates) {
            if (entry.pattern().matches(parts)) {
                return new Match(entry.consumers(), entry.pattern().parameters(parts));
            }
        }
        return null;
    }

    /** @throws IllegalStateException another route has the path and method already */
    synchronized void add(String path, String method, HttpConsumer consumer) {
        Map<PathPattern, Map<String, HttpConsumer>> all = all();
        HttpConsumer before = all.computeIfAbsent(PathPattern.parse(path), pattern -> new TreeMap<>())
                .put(method, consumer);
        if (before != null && before != consumer) {
            throw new IllegalStateException("two routes serve " + method + " " + path);
        }
        index(all);
    }

    synchronized void remove(HttpConsumer consumer) {
        Map<PathPattern, Map<String, HttpConsumer>> all = all();
        all.values().forEach(consumers -> consumers.values().remove(consumer));
        all.values().removeIf(Map::isEmpty);
        index(all);
    }

    private Map<PathPattern, Map<String, HttpConsumer>> all() {
        Map<PathPattern, Map<String, HttpConsumer>> all = new HashMap<>();
        bySegments
                .values()
                .forEach(entries ->
                        entries.forEach(entry -> all.put(entry.pattern(), new TreeMap<>(entry.consumers()))));
        return all;
    }

    private void index(Map<PathPattern, Map<String, HttpConsumer>> all) {
        Map<Integer, List<Entry>> index = new HashMap<>();
        all.forEach(
                (pattern, consumers) -> index.computeIfAbsent(pattern.segments().size(), size -> new ArrayList<>())
                        .add(new Entry(pattern, consumers)));
        index.values()
                .forEach(entries -> entries.sort(Comparator.comparingInt(
                        (Entry entry) -> -entry.pattern().specificity())));
        bySegments = index;
    }

    /** Malformed encoding stays as it is, and then matches no literal. (The server rejects most of it before.) */
    private static String decode(String part) {
        try {
            return UriUtils.decode(part, "UTF-8");
        } catch (IllegalArgumentException e) {
            return part;
        }
    }
}
