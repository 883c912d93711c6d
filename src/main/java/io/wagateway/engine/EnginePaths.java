package io.wagateway.engine;

import java.nio.charset.StandardCharsets;
import org.springframework.web.util.UriUtils;

/** Builds the paths of engine routes from values that callers chose. */
public final class EnginePaths {
    private EnginePaths() {}

    /** One segment of a path. Every character that could end it is encoded; null becomes the empty segment. */
    public static String segment(Object name) {
        return name == null ? "" : UriUtils.encode(name.toString(), StandardCharsets.UTF_8);
    }
}
