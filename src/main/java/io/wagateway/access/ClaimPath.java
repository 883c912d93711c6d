package io.wagateway.access;

import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import io.wagateway.error.StartupException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.jsonpath.JsonPathEngine;
import org.apache.camel.support.DefaultExchange;

/** A JSONPath into a token's claims, as identity providers nest organisation and role differently. */
final class ClaimPath {
    private final JsonPathEngine engine;

    /** @throws StartupException if the text is not a JSONPath */
    ClaimPath(String property, String path) {
        try {
            JsonPath.compile(path);
        } catch (InvalidPathException | IllegalArgumentException e) {
            throw StartupException.property(property, path, "not a JSONPath, for example $.org: " + e.getMessage());
        }
        // Absent claims are null instead of an exception; no simple expressions inside.
        this.engine = new JsonPathEngine(path, null, false, true, false, null, null);
    }

    /** The values at the path: none, one, or the elements of a list. */
    List<Object> find(CamelContext context, Map<String, Object> claims) {
        Exchange scratch = new DefaultExchange(context);
        scratch.getMessage().setBody(claims);
        try {
            Object found = engine.read(scratch);
            if (found instanceof List<?> list) {
                return Collections.unmodifiableList(list);
            }
            return found == null ? List.of() : List.of(found);
        } catch (Exception e) {
            throw new IllegalStateException("claims are a map, which a compiled path can always read", e);
        }
    }
}
