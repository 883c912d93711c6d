package io.wagateway.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A path of the REST DSL: literal segments, {@code {name}}, and {@code {name}:verb}.
 *
 * @param segments one for each part between slashes
 */
record PathPattern(List<Segment> segments) {

    /**
     * @param name null for a literal
     * @param literal the whole segment, or the suffix after the parameter
     */
    record Segment(String name, String literal) {
        boolean matches(String value) {
            return name == null ? literal.equals(value) : value.length() > literal.length() && value.endsWith(literal);
        }

        String parameter(String value) {
            return value.substring(0, value.length() - literal.length());
        }
    }

    static PathPattern parse(String path) {
        List<Segment> segments = new ArrayList<>();
        for (String part : split(path)) {
            int end = part.indexOf('}');
            segments.add(
                    part.startsWith("{") && end > 0
                            ? new Segment(part.substring(1, end), part.substring(end + 1))
                            : new Segment(null, part));
        }
        return new PathPattern(List.copyOf(segments));
    }

    /** The parts of a path, without decoding: {@code /a/b} has two, {@code /a/} has {@code a} and an empty one. */
    static List<String> split(String path) {
        List<String> parts = new ArrayList<>();
        int from = path.startsWith("/") ? 1 : 0;
        for (int slash = path.indexOf('/', from); slash >= 0; slash = path.indexOf('/', from)) {
            parts.add(path.substring(from, slash));
            from = slash + 1;
        }
        parts.add(path.substring(from));
        return parts;
    }

    boolean matches(List<String> parts) {
        for (int i = 0; i < parts.size(); i++) {
            if (!segments.get(i).matches(parts.get(i))) {
                return false;
            }
        }
        return true;
    }

    Map<String, String> parameters(List<String> parts) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            Segment segment = segments.get(i);
            if (segment.name() != null) {
                parameters.put(segment.name(), segment.parameter(parts.get(i)));
            }
        }
        return parameters;
    }

    /** Higher is more specific: a literal wins over a parameter with a suffix, which wins over a bare one, left to right. */
    int specificity() {
        int score = 0;
        for (Segment segment : segments) {
            score = score * 3 + (segment.name() == null ? 2 : segment.literal().isEmpty() ? 0 : 1);
        }
        return score;
    }
}
