package io.wagateway.engine;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The shapes of an engine's success that a mapping script may expect. Rows name them in lower case. */
enum ResponseShape {
    MAP,
    LIST,
    /** A list of maps, which may be empty. */
    MAPS,
    /** A JSON string, or a body that is not JSON; not empty. */
    TEXT,
    FLAG,
    EMPTY,
    ANY;

    private boolean fits(Object body) {
        return switch (this) {
            case MAP -> body instanceof Map<?, ?>;
            case LIST -> body instanceof List<?>;
            case MAPS -> body instanceof List<?> list && list.stream().allMatch(Map.class::isInstance);
            case TEXT -> body instanceof String text && !text.isEmpty();
            case FLAG -> body instanceof Boolean;
            case EMPTY -> body == null || "".equals(body);
            case ANY -> true;
        };
    }

    /** @throws IllegalArgumentException a name is not one of a shape */
    static void check(Set<String> names) {
        names.forEach(ResponseShape::named);
    }

    /** Whether a response's body has one of the named shapes. */
    static boolean fits(Object body, Collection<String> names) {
        return names.stream().anyMatch(name -> named(name).fits(body));
    }

    private static ResponseShape named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
