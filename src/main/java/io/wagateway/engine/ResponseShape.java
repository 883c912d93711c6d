package io.wagateway.engine;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a success of an engine must look like before a mapping script sees it. Rows name them in lower case. */
public enum ResponseShape {
    MAP,
    LIST,
    /** A list of maps, which may be empty. */
    MAPS,
    /** A string of JSON, or what is not JSON at all. */
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

    /** @throws IllegalArgumentException one of the names is none */
    static void check(Set<String> names) {
        names.forEach(ResponseShape::named);
    }

    /** Whether a response's body has one of the shapes of these names. */
    public static boolean fits(Object body, Collection<String> names) {
        return names.stream().anyMatch(name -> named(name).fits(body));
    }

    private static ResponseShape named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
