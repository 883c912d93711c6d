package io.wagateway.engine.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** JSON as the fakes write and read it. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** An object in this order; values may be null. */
    static Map<String, Object> object(Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }

    /** A response without what has tests of its own: codes, WhatsApp's own names, and who is in a listed group. */
    static Map<String, Object> inShort(Map<?, ?> response) {
        Map<String, Object> brief = new LinkedHashMap<>();
        response.forEach((name, value) -> brief.put((String) name, value));
        if (brief.containsKey("refusal")) {
            brief.keySet().removeAll(List.of("code", "reason"));
        }
        if (brief.get("group") instanceof Map<?, ?> group) {
            brief.put("group", without(group, "members", "skipped"));
        }
        if (brief.get("groups") instanceof List<?> groups) {
            brief.remove("skipped", 0);
            brief.put(
                    "groups",
                    groups.stream()
                            .map(group -> without(group, "members", "skipped"))
                            .toList());
        }
        if (brief.get("rows") instanceof List<?> rows) {
            brief.put(
                    "rows",
                    rows.stream()
                            .map(row -> without(row, "code", "reason", "jid", "lid"))
                            .toList());
        } else {
            brief.remove("rows");
        }
        return brief;
    }

    private static Map<Object, Object> without(Object map, String... names) {
        Map<Object, Object> rest = new LinkedHashMap<>((Map<?, ?>) map);
        rest.keySet().removeAll(Set.of(names));
        return rest;
    }

    static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A missing node if the text is no JSON. */
    static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            return MAPPER.missingNode();
        }
    }
}
